"""The service by TLS: certificate and key are files, everything else is as without."""

import datetime
import ipaddress
import json
import socket
import ssl

import pytest
import requests
import websocket
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.client import Client, load_contract
from harness.node import Node, run


def make_certificate(folder, name):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.utcnow()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate_file, key_file


@pytest.fixture(scope="module")
def files(folder):
    return make_certificate(folder, "harbour")


@pytest.fixture(scope="module")
def secure(database, folder, files):
    started = Node(database, folder, "--tls-certificate", files[0], "--tls-key", files[1])
    yield started
    started.stop()


@pytest.fixture(scope="module")
def ada(secure, files):
    """Trusts the certificate, and nothing else."""
    requests_get = requests.get
    requests.get = lambda *arguments, **options: requests_get(
        *arguments, verify=str(files[0]), **options
    )
    try:
        client = Client(secure, load_contract(secure))
    finally:
        requests.get = requests_get
    client.session.verify = str(files[0])
    client.register("Ada")
    return client


def handshake(secure, files, version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(files[0])
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(secure.address, timeout=15) as plain:
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as wrapped:
            return wrapped.version()


def test_requests_work_and_browsers_are_told_to_stay(secure, ada):
    assert secure.url.startswith("https://")
    for _ in range(3):
        answer = ada.get("/me")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    workspace = ada.create_workspace().data["id"]
    project = ada.create_project(workspace)
    large = "x" * 60_000
    task = ada.create_task(project.data["id"], description=large)
    assert ada.get(f"/tasks/{task.data['id']}", task).data["description"] == large


def test_a_body_that_is_too_long_is_refused_with_an_answer(ada):
    try:
        answer = ada.request("POST", "/workspaces", body=b"x" * (3 << 20))
        assert answer.status == 413
    except requests.exceptions.ConnectionError:
        pass  # cut while it was still sending
    ada.get("/me")


def test_live_messages_come_by_tls_too(secure, ada, files):
    connection = websocket.create_connection(
        secure.url.replace("https", "wss", 1) + "/api/v1/live",
        header=["Authorization: Bearer " + ada.token],
        timeout=15,
        sslopt={"ca_certs": str(files[0])},
        http_no_proxy=["127.0.0.1"],
    )
    try:
        assert json.loads(connection.recv())["type"] == "welcome"
        for _ in range(50):
            connection.send(json.dumps({"type": "ping"}))
        for _ in range(50):
            assert json.loads(connection.recv())["type"] == "pong"
    finally:
        connection.close()


def test_only_tls_1_2_and_newer_is_spoken(secure, files):
    assert handshake(secure, files, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    assert handshake(secure, files, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    with pytest.raises((ssl.SSLError, OSError)):
        handshake(secure, files, ssl.TLSVersion.TLSv1_1)


def test_what_is_no_tls_is_cut_and_harms_nobody(secure, ada):
    for start in (b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01", b"\0" * 999):
        with socket.create_connection(secure.address, timeout=15) as plain:
            plain.sendall(start)
            plain.shutdown(socket.SHUT_WR)
            data = b""
            try:
                while more := plain.recv(65536):
                    data += more
            except ConnectionResetError:
                pass
        assert b"HTTP/" not in data
    held = [socket.create_connection(secure.address, timeout=15) for _ in range(100)]
    ada.get("/me")
    for one in held:
        one.close()


def test_files_that_cannot_be_used_are_told_at_the_start(database, folder, files):
    _, other_key = make_certificate(folder, "elsewhere")
    (folder / "broken.pem").write_text("no certificate")
    for certificate, key, named in (
        (folder / "broken.pem", files[1], "broken.pem"),
        (folder / "missing.pem", files[1], "missing.pem"),
        (files[0], folder / "missing.key", "missing.key"),
        (files[0], other_key, "elsewhere.key"),
    ):
        done = run(
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--tls-certificate",
            certificate,
            "--tls-key",
            key,
            *database.arguments(),
            expect=1,
            **database.variables(),
        )
        assert named in done.err
