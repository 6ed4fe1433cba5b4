import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Nothing that would ask the internet on the browser's own behalf. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
];

/** Where a Chromium is: `CHROMIUM_PATH`, or one of Debian's places; undefined when there is none. */
export const chromiumPath = process.env['CHROMIUM_PATH'] ?? places.find((place) => existsSync(place));

/** Why tests with a browser are skipped; undefined when they can run. */
export const noBrowserReason =
  chromiumPath === undefined ? `no Chromium at CHROMIUM_PATH or ${places.join(', ')}` : undefined;

/**
 * Starts a headless Chromium with an empty profile of its own. Who launches it closes it, which removes the profile.
 *
 * @throws Error when there is no Chromium; see `noBrowserReason`
 */
export async function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(noBrowserReason);
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: flags });
}
