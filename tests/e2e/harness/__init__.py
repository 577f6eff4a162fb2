"""What the end-to-end tests share: a node, clients that check every answer, and things to try on."""
