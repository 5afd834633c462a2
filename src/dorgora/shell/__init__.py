"""The look that all surfaces share: base pages, parts, template tags, one stylesheet, one small script."""
