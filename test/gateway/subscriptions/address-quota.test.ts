import { AddressQuota, networkOf } from '../../../gateway/src/subscriptions/address-quota.js';

describe('AddressQuota', () => {
  it('bounds each network and all of them, and takes back what was given up, once', () => {
    const quota = new AddressQuota({ max: 3, maxPerNetwork: 2 });
    const [first, second] = [quota.take('192.0.2.1'), quota.take('192.0.2.1')];
    expect(quota.take('192.0.2.1')).toBeUndefined();
    expect(quota.take('::ffff:192.0.2.1')).toBeUndefined();
    const other = quota.take('2001:db8::1');
    expect(quota.take('198.51.100.7')).toBeUndefined();
    first?.();
    first?.();
    expect(quota.take('192.0.2.1')).toBeDefined();
    expect(quota.take('192.0.2.1')).toBeUndefined();
    second?.();
    other?.();
    expect(quota.take('2001:db8::2')).toBeDefined();
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1:2%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('counts %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
