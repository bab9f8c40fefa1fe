"""The side that asks: it starts workers, talks with them, and believes nothing that they say."""
