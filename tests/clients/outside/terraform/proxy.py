"""An HTTPS proxy that answers for AWS: Cognito's user pools by Postern, the rest by moto's server.

Nothing reaches AWS: a CONNECT to any host ends here, under a certificate made for the run.
"""

import asyncio
import ssl
import subprocess
import threading

# What Terraform's provider asks when it starts, and services that its configurations name.
HOSTS = ("*.us-west-2.amazonaws.com", "*.us-east-1.amazonaws.com", "sts.amazonaws.com",
         "iam.amazonaws.com")


def make_certificate(folder):
    """A key and a certificate that vouches for itself, in one file."""
    path = folder / "aws.pem"
    names = ",".join(f"DNS:{host}" for host in HOSTS)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=AWS for a test", "-addext", f"subjectAltName={names}", "-keyout", path, "-out",
         folder / "certificate.pem"], check=True, stderr=subprocess.DEVNULL)
    path.write_text(path.read_text() + (folder / "certificate.pem").read_text())
    return path


async def pipe(reader, writer):
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        writer.close()


class Proxy:
    """Serves in a thread of its own. Both targets are (host, port)."""

    def __init__(self, certificate, postern, others):
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate)
        self.postern, self.others = postern, others
        self.started = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.serve()), daemon=True).start()
        self.started.wait()

    async def serve(self):
        server = await asyncio.start_server(self.client, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.started.set()
        await server.serve_forever()

    async def client(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        host = head.split()[1].decode()
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await writer.start_tls(self.tls)
        target = self.postern if host.startswith("cognito-idp.") else self.others
        below = await asyncio.open_connection(*target)
        await asyncio.gather(pipe(reader, below[1]), pipe(below[0], writer))
