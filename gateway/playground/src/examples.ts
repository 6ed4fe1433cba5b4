/** A query of the menu. Its addresses are facts of the demo alliance, which public lists name. */
export interface Example {
  readonly title: string;
  /** One line: what an analyst learns from it. */
  readonly purpose: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What stands in the first tab of a first visit. It needs no key. */
export const welcome = `# Welcome to the alliance hub.
# Run this with Ctrl-Enter, or choose one of the
# examples above. Without a key you are the public
# and see what is marked CLEAR. A key above shows
# what its owner may see; closing the tab forgets it.

{
  members(first: 5) {
    totalCount
    nodes {
      id
      displayName
      status
    }
  }
}
`;

export const examples: readonly Example[] = [
  {
    title: 'Who am I',
    purpose: 'The member, roles and clearance of your key',
    query: `query WhoAmI {
  me {
    member {
      id
      displayName
    }
    roles
    clearance
    groups {
      id
      name
    }
  }
}
`,
  },
  {
    title: 'Screen addresses',
    purpose: 'Band and score of each, with every reason',
    query: `query Screen($addresses: [AddressInput!]!) {
  screenAddresses(addresses: $addresses) {
    submitted
    address {
      id
    }
    refused {
      reason
      message
    }
    screening {
      band
      score
      bandOverride
      reasons {
        concept
        label
        method
        weight
        discount
        originator {
          displayName
        }
      }
      ended {
        endedOn
        explanation
      }
    }
  }
}
`,
    variables: {
      addresses: [
        { value: '0x098B716B8Aaf21512996dC57EB0615e2383E2f96' },
        { value: '0x8589427373D6D84E98730D7795D8f6f8731FDA16' },
        { chain: 'bitcoin', value: '1123pJv8jzeFQaCV4w644pzQJzVWay2zcA' },
        { chain: 'bitcoin', value: '1123pJv8jzeFQaCV4w644pzQJzVWay2zcB' },
      ],
    },
  },
  {
    title: 'Look up an address',
    purpose: 'As pasted: who says what about it, and how they know',
    query: `query LookUp($value: String!) {
  lookupAddress(value: $value) {
    refused {
      reason
      message
    }
    matches {
      id
      display
      chain {
        name
      }
      knownGood {
        name
        reason
      }
      attestations(first: 10) {
        totalCount
        nodes {
          claimType
          concepts
          label
          method
          level
          tlp
          originator {
            displayName
          }
          sources {
            publisher
            url
          }
        }
      }
      incidents(first: 5) {
        nodes {
          title
          originator {
            displayName
          }
        }
      }
    }
  }
}
`,
    variables: { value: ' 0x098B716B8Aaf21512996dC57EB0615e2383E2f96 ' },
  },
  {
    title: 'An incident and its claims',
    purpose: "The Xi'an scheme: what each outlet reported, and how far it differs",
    query: `query Incident($id: ID!) {
  incident(id: $id) {
    title
    summary
    state
    occurred {
      from
      to
    }
    originator {
      displayName
    }
    facts {
      fact
      unit
      count
      min
      max
      chosen {
        value
        source {
          publisher
        }
      }
    }
    claims {
      fact
      value
      unit
      note
      source {
        publisher
        url
      }
    }
  }
}
`,
    variables: { id: 'xian-dbtc' },
  },
  {
    title: 'What a member contributed',
    purpose: 'An institution with its incidents and attestations',
    query: `query Member($id: ID!) {
  member(id: $id) {
    displayName
    kind
    jurisdictions
    joinedOn
    incidents(first: 5) {
      totalCount
      nodes {
        title
        category
      }
    }
    attestations(first: 5) {
      totalCount
      nodes {
        label
        concepts
        address {
          display
        }
      }
    }
  }
}
`,
    variables: { id: 'tencent-security' },
  },
  {
    title: 'Page through incidents',
    purpose: 'The latest first; take endCursor as the next after',
    query: `query Incidents($first: Int, $after: String) {
  incidents(first: $first, after: $after) {
    totalCount
    nodes {
      id
      title
      category
      occurred {
        from
      }
      chosen {
        loss {
          value
          unit
        }
      }
      parties {
        role
        actor
        address {
          id
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
    variables: { first: 10, after: null },
  },
  {
    title: 'My quarantine',
    purpose: 'What you submitted and the graph could not take, and why (needs a key)',
    query: `query Quarantine {
  quarantine(first: 20) {
    totalCount
    nodes {
      reference
      chain
      submitted
      reason
      message
      lastSeenAt
    }
  }
}
`,
  },
];
