"""What must hold whatever happened. Pure functions over what `reading` brings; a finding is a
sentence. Nothing here is shared with the product: each rule is written down a second time."""
