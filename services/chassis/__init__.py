"""The chassis: what all four services run on. It is no service: it starts nothing by itself and knows nothing of the business."""
