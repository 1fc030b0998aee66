"""What only the demo may do: move the product's clock."""
