"""Certificates: issued on a decision, carried on paper, verified by anyone without a network.

The pure heart, from the inside out: `cose` signs and opens tokens, `document` says what a token says,
`qr` carries it on paper, `status` revokes, `keyset` publishes whose keys count, `verify` judges.
"""
