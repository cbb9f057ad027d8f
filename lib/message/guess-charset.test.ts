import { expect, test } from 'vitest';
import { decodeCharset } from './charset.ts';
import { guessCharset } from './guess-charset.ts';

const texts: Record<string, string> = {
  japanese: 'こんにちは、山田です。明日の会議の資料をお送りします。ご確認のほど、よろしくお願いいたします。',
  chinese: '您好，这是明天会议的资料，请您查收。如有问题请及时与我联系，谢谢您的支持。',
  trad: '您好，這是明天會議的資料，請您查收。如有問題請及時與我聯絡，謝謝您的支持。',
  korean: '안녕하세요, 내일 회의 자료를 보내 드립니다. 확인 부탁드립니다. 감사합니다.',
  russian: 'Здравствуйте! Отправляю вам материалы к завтрашней встрече. С уважением, Иван Петров.',
  greek: 'Καλημέρα σας, σας στέλνω το υλικό για την αυριανή συνάντηση. Με εκτίμηση, Γιώργος.',
  german: 'Schöne Grüße aus München, die Unterlagen für morgen schicke ich später. Viele Grüße, Jürgen',
  french: 'Bonjour, voici les documents pour la réunion de demain. Merci d’avance et à bientôt, Hélène',
};
/** The texts above as programs of the time wrote them: charset, text, octets in hex. */
const written: [label: string, text: string, hex: string][] = [
  [
    'iso-2022-jp',
    'japanese',
    '1b244224332473244b2441244f21223b3345442447243921234c40467c244e32713544244e3b714e412472242a4177246a2437245e243921232434334e4727244e245b244921222468246d2437242f242a346a24242424243f2437245e243921231b2842',
  ],
  [
    'shift_jis',
    'japanese',
    '82b182f182c982bf82cd81418e52936382c582b7814296be93fa82cc89ef8b6382cc8e9197bf82f082a8919782e882b582dc82b7814282b28a6d944682cc82d982c7814182e682eb82b582ad82a88ae882a282a282bd82b582dc82b78142',
  ],
  [
    'euc-jp',
    'japanese',
    'a4b3a4f3a4cba4c1a4cfa1a2bbb3c5c4a4c7a4b9a1a3ccc0c6fca4ceb2f1b5c4a4cebbf1cec1a4f2a4aac1f7a4eaa4b7a4dea4b9a1a3a4b4b3cec7a7a4cea4dba4c9a1a2a4e8a4eda4b7a4afa4aab4eaa4a4a4a4a4bfa4b7a4dea4b9a1a3',
  ],
  [
    'gb18030',
    'chinese',
    'c4fabac3a3acd5e2cac7c3f7ccecbbe1d2e9b5c4d7cac1cfa3acc7ebc4fab2e9cad5a1a3c8e7d3d0cecacce2c7ebbcb0cab1d3ebced2c1aacfb5a3acd0bbd0bbc4fab5c4d6a7b3d6a1a3',
  ],
  [
    'big5',
    'trad',
    'b17aa66ea141b36fac4fa9faa4d1b77cc4b3aabab8eaaec6a141bdd0b17aac64a6aca143a670a6b3b0ddc344bdd0a4ceaec9bb50a7dac170b5b8a141c1c2c1c2b17aaabaa4e4abf9a143',
  ],
  [
    'euc-kr',
    'korean',
    'bec8b3e7c7cfbcbcbfe42c20b3bbc0cf20c8b8c0c720c0dab7e1b8a620bab8b3bb20b5e5b8b3b4cfb4d92e20c8aec0ce20bacec5b9b5e5b8b3b4cfb4d92e20b0a8bbe7c7d5b4cfb4d92e',
  ],
  [
    'koi8-r',
    'russian',
    'fac4d2c1d7d3d4d7d5cad4c52120efd4d0d2c1d7ccd1c020d7c1cd20cdc1d4c5d2c9c1ccd920cb20dac1d7d4d2c1dbcec5ca20d7d3d4d2c5dec52e20f320d5d7c1d6c5cec9c5cd2c20e9d7c1ce20f0c5d4d2cfd72e',
  ],
  [
    'windows-1251',
    'russian',
    'c7e4f0e0e2f1f2e2f3e9f2e52120cef2eff0e0e2ebfffe20e2e0ec20ece0f2e5f0e8e0ebfb20ea20e7e0e2f2f0e0f8ede5e920e2f1f2f0e5f7e52e20d120f3e2e0e6e5ede8e5ec2c20c8e2e0ed20cfe5f2f0eee22e',
  ],
  [
    'iso-8859-5',
    'russian',
    'b7d4e0d0d2e1e2d2e3d9e2d52120bee2dfe0d0d2dbefee20d2d0dc20dcd0e2d5e0d8d0dbeb20da20d7d0d2e2e0d0e8ddd5d920d2e1e2e0d5e7d52e20c120e3d2d0d6d5ddd8d5dc2c20b8d2d0dd20bfd5e2e0ded22e',
  ],
  [
    'ibm866',
    'russian',
    '87a4e0a0a2e1e2a2e3a9e2a521208ee2afe0a0a2abefee20a2a0ac20aca0e2a5e0a8a0abeb20aa20a7a0a2e2e0a0e8ada5a920a2e1e2e0a5e7a52e209120e3a2a0a6a5ada8a5ac2c2088a2a0ad208fa5e2e0aea22e',
  ],
  [
    'windows-1253',
    'greek',
    'cae1ebe7ecddf1e120f3e1f22c20f3e1f220f3f4ddebedf920f4ef20f5ebe9eafc20e3e9e120f4e7ed20e1f5f1e9e1edde20f3f5eddcedf4e7f3e72e20cce520e5eaf4dfece7f3e72c20c3e9fef1e3eff22e',
  ],
  [
    'windows-1252',
    'german',
    '536368f66e65204772fcdf6520617573204dfc6e6368656e2c2064696520556e7465726c6167656e2066fc72206d6f7267656e2073636869636b6520696368207370e47465722e205669656c65204772fcdf652c204afc7267656e',
  ],
  [
    'windows-1252',
    'french',
    '426f6e6a6f75722c20766f696369206c657320646f63756d656e747320706f7572206c612072e9756e696f6e2064652064656d61696e2e204d657263692064926176616e636520657420e0206269656e74f4742c2048e96ce86e65',
  ],
  [
    'utf-8',
    'german',
    '536368c3b66e65204772c3bcc39f6520617573204dc3bc6e6368656e2c2064696520556e7465726c6167656e2066c3bc72206d6f7267656e2073636869636b6520696368207370c3a47465722e205669656c65204772c3bcc39f652c204ac3bc7267656e',
  ],
  [
    'utf-8',
    'russian',
    'd097d0b4d180d0b0d0b2d181d182d0b2d183d0b9d182d0b52120d09ed182d0bfd180d0b0d0b2d0bbd18fd18e20d0b2d0b0d0bc20d0bcd0b0d182d0b5d180d0b8d0b0d0bbd18b20d0ba20d0b7d0b0d0b2d182d180d0b0d188d0bdd0b5d0b920d0b2d181d182d180d0b5d187d0b52e20d0a120d183d0b2d0b0d0b6d0b5d0bdd0b8d0b5d0bc2c20d098d0b2d0b0d0bd20d09fd0b5d182d180d0bed0b22e',
  ],
];
const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex');

test.each(written)('%s: %s is read by its label, and guessed where it has none or an unknown one', (label, name, hex) => {
  expect(decodeCharset(bytesOf(hex), label)).toEqual({ text: texts[name], isProblem: false });
  expect(guessCharset(bytesOf(hex))).toBe(label);
  expect(decodeCharset(bytesOf(hex), 'x-unknown')).toEqual({ text: texts[name], isProblem: true });
});

test('UTF-8 that is called Latin-1 is read as UTF-8, Latin-1 as itself', () => {
  const grusse = Buffer.from('Grüße', 'utf8');
  for (const label of ['iso-8859-1', 'windows-1252', 'us-ascii']) expect(decodeCharset(grusse, label).text).toBe('Grüße');
  expect(decodeCharset(Buffer.from('Grüße', 'latin1'), 'iso-8859-1')).toEqual({ text: 'Grüße', isProblem: false });
});

test('UTF-7 is refused: its letters stay as they are and become no markup', () => {
  for (const label of ['utf-7', 'unicode-1-1-utf-7', 'UTF7'])
    expect(decodeCharset(Buffer.from('+ADw-script+AD4-alert(1)'), label)).toEqual({ text: '+ADw-script+AD4-alert(1)', isProblem: true });
});
