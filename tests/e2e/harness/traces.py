"""Where something could have left a trace: everything that the database and Kafka hold, as text."""

import subprocess


def database_text(store):
    """Every row of every table of ours, bytes both as hex digits and as the text in them."""
    tables = store.query(
        """select quote_ident(table_schema) || '.' || quote_ident(table_name)
        from information_schema.tables where table_type = 'BASE TABLE'
        and table_schema not in ('pg_catalog', 'information_schema')"""
    )
    lines = []
    for (table,) in tables:
        lines += [f"{table} {row[0]}" for row in store.query(f"select t::text from {table} t")]
    secrets = store.query("select encode(value, 'escape') from log.secrets")
    return "\n".join(lines + [row[0] for row in secrets])


def topic_text(address, topic):
    """Every record that the broker still gives out: key, headers, value."""
    done = subprocess.run(
        ["kcat", "-b", address, "-C", "-t", topic, "-o", "beginning", "-e", "-q"]
        + ["-f", "%k %h %s\n"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
