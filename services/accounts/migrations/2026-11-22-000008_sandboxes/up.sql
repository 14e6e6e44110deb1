-- The live organisation that this one is the sandbox of: each has one at most.
ALTER TABLE organizations
    ADD COLUMN sandbox_of bigint UNIQUE REFERENCES organizations
        CHECK (sandbox_of IS NULL OR (sandbox AND sandbox_of <> id));
