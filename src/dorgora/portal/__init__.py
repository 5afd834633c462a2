"""The portal: what anyone may ask without signing in, on an old phone over a slow line."""
