# A certificate authority for a test: servers it certifies, and the file of those who trust it.
import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Authority:
    def __init__(self, folder):
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test authority")])
        built = self._builder(self.name, self.key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.file = self._write("authority.pem", built.sign(self.key, hashes.SHA256()))

    def _builder(self, subject, public_key):
        now = datetime.datetime.now(datetime.timezone.utc)
        day = datetime.timedelta(days=1)
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name)
                .public_key(public_key).serial_number(x509.random_serial_number())
                .not_valid_before(now - day).not_valid_after(now + day))

    def _write(self, name, item):
        path = self.folder / name
        path.write_bytes(item.public_bytes(serialization.Encoding.PEM))
        return str(path)

    def certificate(self, host):
        """Files of a certificate for the host, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        built = self._builder(subject, key.public_key()).add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        certificate = self._write(host + ".pem", built.sign(self.key, hashes.SHA256()))
        path = self.folder / (host + ".key")
        path.write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
        return certificate, str(path)
