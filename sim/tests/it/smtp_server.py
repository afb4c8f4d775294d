"""A real SMTP server (aiosmtpd) for the mail tests.

Says on stdout `{"port": N}` when it listens, on loopback, and then one JSON object a mail, read
with Python's own reader of mails. Addresses at `refused.invalid` are refused for good; the first
mail to one at `later.invalid` is put off.
"""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP


class Handler:
    put_off = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.endswith("@refused.invalid"):
            return "550 nobody here is called that"
        if address.endswith("@later.invalid") and not self.put_off:
            self.put_off = True
            return "451 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say(
            {
                "to": envelope.rcpt_tos,
                "from": envelope.mail_from,
                "subject": str(mail["subject"]),
                "date": mail["date"].datetime.isoformat(),
                "text": mail.get_body().get_content(),
                "ascii": all(byte < 128 for byte in envelope.content),
            }
        )
        return "250 taken"


def say(what):
    print(json.dumps(what), flush=True)


async def main():
    loop = asyncio.get_running_loop()
    handler = Handler()
    server = await loop.create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    say({"port": server.sockets[0].getsockname()[1]})
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
