// What the next import stands on.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where the PEM files of a certificate and its key are. */
export interface CertificateFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Issues certificates for tests, valid for an hour. */
export interface TestAuthority {
  readonly certificateFile: string;
  issue(name: string): Promise<CertificateFiles>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Makes an authority whose files lie in `folder`, which whoever calls removes. */
export async function createTestAuthority(folder: string, name = 'authority'): Promise<TestAuthority> {
  x509.cryptoProvider.set(webcrypto as never);
  const keys = await generateKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    serialNumber: '01',
    name: `CN=${name}`,
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  });
  const certificateFile = path.join(folder, `${name}.pem`);
  await writeFile(certificateFile, authority.toString('pem'));
  let serial = 1;
  return {
    certificateFile,
    issue: async (subject) => {
      const subjectKeys = await generateKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        ...validity(),
        serialNumber: `0${++serial}`,
        subject: `CN=${subject}`,
        issuer: authority.subject,
        publicKey: subjectKeys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.SubjectAlternativeNameExtension([
            { type: 'ip', value: '127.0.0.1' },
            { type: 'dns', value: 'localhost' },
          ]),
        ],
      });
      const files = {
        certificateFile: path.join(folder, `${subject}.pem`),
        keyFile: path.join(folder, `${subject}.key`),
      };
      const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', subjectKeys.privateKey);
      await writeFile(files.certificateFile, certificate.toString('pem'));
      await writeFile(files.keyFile, x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'));
      return files;
    },
  };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function validity() {
  const now = Date.now();
  return { notBefore: new Date(now - 60_000), notAfter: new Date(now + 3_600_000) };
}
