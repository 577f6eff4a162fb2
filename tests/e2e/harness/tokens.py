"""Access tokens that the service did not make. The format is that of RFC 7519 with EdDSA (RFC 8037)."""

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def encode(data):
    data = json.dumps(data).encode() if isinstance(data, dict) else data
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def take_apart(token):
    """Header and payload."""
    header, payload, _ = token.split(".")
    return json.loads(decode(header)), json.loads(decode(payload))


def sign(header, payload, key):
    text = encode(header) + "." + encode(payload)
    return text + "." + encode(key.sign(text.encode()))


def other_key():
    return Ed25519PrivateKey.generate()


def signing_key(database):
    """The installation's own, as somebody with the database and the master key could open it."""
    ((wrapped,),) = database.query("select value from log.secrets where kind = 'signing_key'")
    wrapped = bytes(wrapped)
    master = bytes.fromhex(database.master_key)
    wrapping = hmac.new(master, b"atelier key wrapping v1\x01", hashlib.sha256).digest()
    seed = AESGCM(wrapping).decrypt(wrapped[:12], wrapped[12:], b"signing_key")
    return Ed25519PrivateKey.from_private_bytes(seed)
