"""Pages: what every service's pages share: frame, assets, forms, errors in words. They know nothing of the business."""
