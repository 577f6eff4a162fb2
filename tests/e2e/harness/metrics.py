"""What a node says of itself under /metrics."""


def samples(text):
    """The value of every line that has one, by name and labels."""
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            found[name] = float(value)
    return found


def figure(client, name):
    return samples(client.get("/metrics").text)[name]
