import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { TlsFiles } from '../config.js';

/** An HTTP server, or an HTTPS one where there are certificates. It does not listen yet. Rejects when a file is none. */
export async function openHttpServer(tls: TlsFiles | undefined): Promise<Server> {
  if (!tls) return createHttpServer();
  const { certificateFile, keyFile, clientAuthorityFile } = tls;
  const [cert, key] = await Promise.all([readFile(certificateFile), readFile(keyFile)]);
  if (clientAuthorityFile === undefined) return createHttpsServer({ cert, key, minVersion: 'TLSv1.3' });
  const ca = await readFile(clientAuthorityFile);
  return createHttpsServer({ cert, key, ca, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' });
}
