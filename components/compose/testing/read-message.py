"""Reads messages with Python's own parser: one base64 line in, one JSON line out."""

import base64
import hashlib
import json
import sys
from email import message_from_string, policy


def octets_of(part):
    if part.get_content_type() in ("message/rfc822", "message/global"):
        # Not the parsed copy, which is written anew: the octets as they stand.
        return None
    return part.get_payload(decode=True)


def leaves(part):
    """The parts of this message, and not those of one inside it."""
    if part.get_content_maintype() != "multipart":
        return [part]
    return [leaf for child in part.iter_parts() for leaf in leaves(child)]


def addresses(field):
    if field is None:
        return []
    return [[one.display_name or None, one.addr_spec] for one in field.addresses]


for line in sys.stdin:
    # RFC 6532: header fields are UTF-8, which the reader of octets takes for a mistake.
    text = base64.b64decode(line).decode("utf-8", "surrogateescape")
    mail = message_from_string(text, policy=policy.SMTPUTF8.clone(max_line_length=998))
    texts, pages, files = [], [], []
    for part in leaves(mail):
        name = part.get_filename()
        kind = part.get_content_type()
        octets = octets_of(part)
        if name is None and kind == "text/plain":
            texts.append([octets.decode(part.get_content_charset() or "ascii"), part.get_param("format")])
        elif name is None and kind == "text/html":
            pages.append(octets.decode(part.get_content_charset() or "ascii"))
        elif name is not None:
            files.append(
                {
                    "name": name,
                    "type": kind,
                    "sha256": None if octets is None else hashlib.sha256(octets).hexdigest(),
                    "disposition": part.get_content_disposition(),
                    "cid": part.get("Content-ID"),
                }
            )
    print(
        json.dumps(
            {
                "subject": mail["Subject"],
                "from": addresses(mail["From"]),
                "to": addresses(mail["To"]),
                "cc": addresses(mail["Cc"]),
                "bcc": addresses(mail["Bcc"]),
                "importance": mail["Importance"],
                "texts": texts,
                "pages": pages,
                "files": files,
                "defects": [type(one).__name__ for one in mail.defects],
            }
        ),
        flush=True,
    )
