-- Whoever looks at a read model in several statements is through, or waits until this transaction ends.
lock table projection.rebuilds in access exclusive mode
