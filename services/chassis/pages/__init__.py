"""Pages: what every service's pages share (frame, assets, forms, errors in words). Nothing here knows what they are about."""
