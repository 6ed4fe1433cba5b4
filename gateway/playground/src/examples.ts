/** A query of the menu. The addresses are ones that public lists and the documentation of their chains name. */
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
  }
}
`,
  },
  {
    title: 'Screen two addresses',
    purpose: 'Band and score, with the reasons behind them',
    query: `query Screen($addresses: [AddressInput!]!) {
  screenAddresses(addresses: $addresses) {
    id
    submitted
    address {
      id
    }
    band
    score
    reasons {
      concept
      method
      weight
      originator
      discount
    }
    hiddenInstitutions
    asOf
  }
}
`,
    variables: {
      addresses: [
        { chain: 'bitcoin', value: '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa' },
        { chain: 'ethereum', value: '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045' },
      ],
    },
  },
  {
    title: 'Look up an address',
    purpose: 'As pasted: who says what about it, and how they know',
    query: `query LookUp($chain: String, $value: String!) {
  lookupAddress(chain: $chain, value: $value) {
    id
    display
    knownGood {
      list
      reason
    }
    attestations(first: 10) {
      totalCount
      nodes {
        id
        claimType
        concepts
        statement
        method
        tlp
        publishedAt
        originator {
          id
          displayName
        }
      }
    }
    incidents(first: 5) {
      nodes {
        id
        title
      }
    }
  }
}
`,
    variables: { chain: 'bitcoin', value: ' 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa ' },
  },
  {
    title: 'An incident and its claims',
    purpose: 'What was reported, by whom, and how far it differs',
    query: `query Incident($id: ID!) {
  incident(id: $id) {
    id
    title
    summary
    state
    originator {
      id
      displayName
    }
    claims {
      fact
      value
      unit
      asOf
      source
    }
    chosen {
      loss {
        value
        unit
        spread {
          lowest
          highest
        }
      }
      victims {
        value
        spread {
          lowest
          highest
        }
      }
      arrests {
        value
        spread {
          lowest
          highest
        }
      }
    }
  }
}
`,
    variables: { id: 'xian-dbtc' },
  },
  {
    title: 'Parties of an incident',
    purpose: 'From an incident to the addresses, and what is said of them',
    query: `query Parties($id: ID!) {
  incident(id: $id) {
    id
    title
    parties {
      role
      address {
        id
        display
        screening {
          band
          score
        }
        attestations(first: 3) {
          nodes {
            claimType
            concepts
            originator {
              displayName
            }
          }
        }
      }
    }
  }
}
`,
    variables: { id: 'xian-dbtc' },
  },
  {
    title: 'A member and its work',
    purpose: 'Who they are, what they reported and attested',
    query: `query Member($id: ID!) {
  member(id: $id) {
    id
    legalName
    displayName
    kind
    jurisdictions
    incidents(first: 5) {
      totalCount
      nodes {
        id
        title
        state
      }
    }
    attestations(first: 5) {
      totalCount
      nodes {
        id
        claimType
        concepts
      }
    }
  }
}
`,
    variables: { id: 'tencent-security' },
  },
  {
    title: 'Incidents, page by page',
    purpose: 'Put the endCursor of one page into "after" for the next',
    query: `query Incidents($first: Int!, $after: String) {
  incidents(first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      title
      category
      state
      severity
    }
  }
}
`,
    variables: { first: 10, after: null },
  },
];
