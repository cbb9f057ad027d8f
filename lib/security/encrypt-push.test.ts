import { expect, test } from 'vitest';
import { arePushKeys, encryptPush, maxPushTextBytes } from './encrypt-push.ts';

const octets = (text: string) => Buffer.from(text, 'base64url');
/** RFC 8291 §5 and Appendix A. */
const keys = {
  p256dh: octets('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
  auth: octets('BTBZMqHH6r4Tts7J_aSIgg'),
};
const own = { privateKey: octets('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'), salt: octets('DGv6ra1nlYgDCS1FRnbzlw') };

test('RFC 8291 Appendix A: the example comes out octet for octet', () => {
  expect(encryptPush(Buffer.from('When I grow up, I want to be a watermelon'), keys, own).toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

test('every message has a key and a salt of its own', () => {
  const [one, other] = [encryptPush(Buffer.from('x'), keys), encryptPush(Buffer.from('x'), keys)];
  expect(one.subarray(0, 16)).not.toEqual(other.subarray(0, 16));
  expect(one.subarray(21, 86)).not.toEqual(other.subarray(21, 86));
});

test('keys that are none are found out', () => {
  expect(arePushKeys(keys)).toBe(true);
  expect(arePushKeys({ ...keys, auth: keys.auth.subarray(1) })).toBe(false);
  expect(arePushKeys({ ...keys, p256dh: keys.p256dh.subarray(1) })).toBe(false);
  expect(arePushKeys({ ...keys, p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]) })).toBe(false);
  expect(() => encryptPush(Buffer.alloc(maxPushTextBytes + 1), keys)).toThrow('too large');
});
