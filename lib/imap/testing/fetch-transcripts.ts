/** FETCH answers as the servers of this world write them, by hand after their real ones. */
export const fetchTranscripts: Record<string, string> = {
  dovecot:
    '* 3 FETCH (UID 3 FLAGS (\\Seen $Forwarded) INTERNALDATE "17-Jul-2024 02:44:25 +0200" RFC822.SIZE 4286 MODSEQ (12) BODYSTRUCTURE (("text" "plain" ("charset" "utf-8") NIL NIL "quoted-printable" 1152 23 NIL NIL NIL NIL)("text" "html" ("charset" "utf-8") NIL NIL "base64" 4554 73 NIL NIL NIL NIL) "alternative" ("boundary" "=-x y\\"z\\\\") NIL NIL NIL) BODY[HEADER.FIELDS (DATE FROM SUBJECT)] {52}\r\nFrom: a@example.test\r\nSubject: one\r\nDate: (none)\r\n\r\n)\r\n',
  'dovecot, a file name as a literal':
    '* 4 FETCH (UID 4 BODYSTRUCTURE ("application" "pdf" ("name" {8}\r\nGr\u00c3\u00b6\u00c3\u009f"e) NIL NIL "base64" 10 NIL ("attachment" ("filename" "a\tb.pdf")) NIL NIL) BODY[HEADER.FIELDS (FROM)] {2}\r\n\r\n)\r\n',
  gmail:
    '* 12 FETCH (X-GM-THRID 1278455344230334865 X-GM-MSGID 1278455344230334866 X-GM-LABELS ("\\\\Important" "\\\\Sent" Work &AOk-t "with blank") UID 41 RFC822.SIZE 990 MODSEQ (9223372036854775807) INTERNALDATE "01-Feb-2011 09:09:09 +0000" FLAGS () BODYSTRUCTURE (("TEXT" "PLAIN" ("CHARSET" "UTF-8" "FORMAT" "flowed") NIL NIL "7BIT" 4 1 NIL NIL NIL)("IMAGE" "PNG" ("NAME" "x.png") "<cid@x>" NIL "BASE64" 400 NIL ("ATTACHMENT" ("FILENAME" "x.png")) NIL) "MIXED" ("BOUNDARY" "b1") NIL NIL) BODY[HEADER.FIELDS (Date From Sender)] {24}\r\nFrom: b@example.test\r\n\r\n)\r\n',
  exchange:
    '* 5 FETCH (BODY[HEADER.FIELDS (DATE FROM)] {22}\r\nFrom: c@example.test\r\n BODYSTRUCTURE ("text" "plain" ("charset" "iso-8859-1") NIL NIL "quoted-printable" 20 1 NIL NIL NIL NIL) UID 6 FLAGS (\\Seen \\Recent) RFC822.SIZE 300 INTERNALDATE " 5-Mar-2020 10:00:00 -0500")\r\n',
  cyrus:
    '* 7 FETCH (FLAGS (\\Flagged NonJunk $X-ME-Annot-2) UID 70 MODSEQ (77) INTERNALDATE " 7-Jan-2019 12:00:00 +0000" RFC822.SIZE 700 EMAILID (M6d99ac3275bb4e) THREADID (T64b478a75b7ea9) BODYSTRUCTURE (("MESSAGE" "RFC822" ("NAME" "fwd.eml") NIL NIL "7BIT" 300 ("Mon, 7 Jan" "fwd" (("A" NIL "a" "example.test")) NIL NIL NIL NIL NIL NIL "<m@x>") ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 1 NIL NIL NIL NIL) 8 NIL ("ATTACHMENT" NIL) ("en" "de") "loc") "MIXED" ("BOUNDARY" "c") ("INLINE" NIL) NIL NIL) BODY[HEADER.FIELDS ("Date" "From")] {4}\r\n\r\n\r\n)\r\n',
  courier: '* 8 FETCH (UID 8 FLAGS () BODY[HEADER.FIELDS ("date" "from")] "From: quoted@example.test" RFC822.SIZE 12)\r\n',
  'yahoo, lower case':
    '* 9 fetch (uid 9 flags (\\seen) internaldate "09-Sep-2021 09:09:09 +0000" rfc822.size 9 body[header.fields (date from)] {0}\r\n)\r\n',
  'NIL for a body': '* 10 FETCH (UID 10 FLAGS NIL BODYSTRUCTURE NIL BODY[HEADER.FIELDS (DATE)] NIL)\r\n',
  'a literal8': '* 11 FETCH (UID 11 BINARY[1] ~{3}\r\na\0b BODY[HEADER.FIELDS (DATE)] {2}\r\n\r\n)\r\n',
  'a partial section': '* 12 FETCH (UID 12 BODY[1.2.MIME]<4096> {3}\r\nabc)\r\n',
  'flags of another message': '* 13 FETCH (FLAGS (\\Deleted))\r\n',
  'lines that end with LF alone': '* 14 FETCH (UID 14 BODY[HEADER] {2}\nab)\n',
  'two items of one name': '* 15 FETCH (UID 1 UID 15 FLAGS (a) FLAGS (b))\r\n',
  'an empty list in a structure':
    '* 16 FETCH (UID 16 BODYSTRUCTURE ("text" "plain" () NIL NIL "7bit" 0 0) BODY[HEADER.FIELDS (DATE)] {2}\r\n\r\n)\r\n',
  'unknown items': '* 17 FETCH (UID 17 X-NEW ((1 2) "x" NIL) PREVIEW "so it begins \u00c3\u00a9" SAVEDATE NIL)\r\n',
  'raw 8-bit octets in a string': '* 18 FETCH (UID 18 BODYSTRUCTURE ("text" "plain" ("name" "caf\u00e9.txt") NIL NIL "8bit" 1 1))\r\n',
};

/** Odd ones, which either of the two readers may refuse. */
export const oddTranscripts: Record<string, string> = {
  'two blanks': '* 20 FETCH (UID  20 FLAGS ())\r\n',
  'a blank before the end': '* 21 FETCH (UID 21 FLAGS () )\r\n',
  'a blank after the end': '* 21 FETCH (UID 21 FLAGS ()) \r\n',
  'no blank between two strings': '* 22 FETCH (UID 22 X ("a""b"))\r\n',
  'a section with a bracket in quotes': '* 23 FETCH (UID 23 BODY[HEADER.FIELDS ("a]b")] {2}\r\nab)\r\n',
  unbalanced: '* 24 FETCH (UID 24 BODYSTRUCTURE (("text" "plain") FLAGS ()\r\n',
  'one too many': '* 25 FETCH (UID 25))\r\n',
  'twenty digits of UID': '* 26 FETCH (UID 99999999999999999999 FLAGS ())\r\n',
  'leading zeros of a literal': '* 27 FETCH (UID 27 BODY[HEADER] {0002}\r\nab)\r\n',
  'a marker in quotes': '* 28 FETCH (UID 28 X "abc {3}\r\nxyz" FLAGS ())\r\n',
  'NUL in front': '\0\0* 29 FETCH (UID 29 FLAGS ())\r\n',
  'NUL inside': '* 30 FETCH (UID 30 X "a\0b" FLAGS ())\r\n',
  'a list as name': '* 31 FETCH ((UID) 31 FLAGS ())\r\n',
  'an odd number of things': '* 32 FETCH (UID 32 FLAGS)\r\n',
  'a tag in front': 'A1 FETCH (UID 33)\r\n',
  'escape of another character': '* 34 FETCH (UID 34 X "a\\bc")\r\n',
  'escaped end': '* 35 FETCH (UID 35 X "a\\")\r\n',
  'brackets in a flag': '* 36 FETCH (UID 36 FLAGS ([Work] a[b] %x *y))\r\n',
  'a backslash within': '* 37 FETCH (UID 37 FLAGS (a\\b \\\\c \\*))\r\n',
  'number with a colon': '* 38 FETCH (UID 38 X 1:5 Y 3,4 Z 7: W 1:*)\r\n',
  'nothing in it': '* 39 FETCH ()\r\n',
  'eight bits in an atom': '* 40 FETCH (UID 40 FLAGS (gr\u00c3\u00bcn))\r\n',
  'a plus in the marker': '* 41 FETCH (UID 41 BODY[HEADER] {2+}\r\nab)\r\n',
  'a tilde alone': '* 42 FETCH (UID 42 X ~ Y ~a)\r\n',
  'marks of atoms': "* 43 FETCH (UID 43 X a!#$&'+-./:;=?@^_`|, Y %, Z *)\r\n",
  'CR inside': '* 44 FETCH (UID 44 X "a\rb")\r\n',
  'DEL in a string': '* 45 FETCH (UID 45 X "a\x7fb")\r\n',
  'a list behind a list': '* 46 FETCH (UID 46 X ((a)(b) (c)"d"))\r\n',
  'a string and a list': '* 47 FETCH (UID 47 X ("a"(b)))\r\n',
};
