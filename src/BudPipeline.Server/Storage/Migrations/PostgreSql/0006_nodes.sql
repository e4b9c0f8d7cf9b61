-- Where a node is reached; its right to write stands beside it.
ALTER TABLE nodes ADD COLUMN url TEXT NULL;
