-- A table for each resource of the crate `resources`, with a column for each attribute. Every row
-- belongs to an organisation of accounts, and references carry the organisation with them, so that
-- nothing of one organisation can refer to what is another's.

-- For words inside names and notes, and for searching them within an organisation by one index.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE groups (
    organization_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL CHECK (id ~ '^[0-9a-f]{24}$'),
    archived timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    description text CHECK (char_length(description) <= 2000),
    group_type text COLLATE "C" NOT NULL CHECK (
        group_type IN (
            'absence_reason', 'action_tag', 'comms_tag', 'competitor', 'competitor_type',
            'complaint_subject_matter', 'day_care_session_type', 'enquiry_close_reason',
            'leave_reason', 'location_contact_tag', 'location_group', 'sales_channel',
            'referrer_type', 'referrer', 'room_feature', 'ledger', 'ledger_expense_category'
        )
    ),
    modified timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    nominal_code text COLLATE "C" CHECK (nominal_code ~ '^[0-9a-f]{24}$'),
    parent_group text COLLATE "C",
    protected boolean NOT NULL DEFAULT false,
    -- What `filters-q` searches. Capitals are folded by ICU, whatever the locale of the database.
    -- Before every word is a blank: words too short for trigrams are found where words start.
    search text COLLATE "und-x-icu" NOT NULL GENERATED ALWAYS AS (
        lower(
            (' ' || name || ' ' || translate(coalesce(description, ''), E'\n\r\t', '   '))
            COLLATE "und-x-icu"
        )
    ) STORED,
    PRIMARY KEY (organization_id, id) INCLUDE (
        archived, created, group_type, modified, parent_group
    ),
    FOREIGN KEY (organization_id, parent_group) REFERENCES groups (organization_id, id)
);

CREATE TABLE locations (
    organization_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL CHECK (id ~ '^[0-9a-f]{24}$'),
    accepts_dementia boolean NOT NULL DEFAULT false,
    app_number text CHECK (char_length(app_number) <= 50),
    brand text COLLATE "C" CHECK (brand ~ '^[0-9a-f]{24}$'),
    company_name text CHECK (char_length(company_name) <= 200),
    company_reg_no text CHECK (char_length(company_reg_no) <= 50),
    created timestamptz NOT NULL DEFAULT now(),
    email text CHECK (char_length(email) <= 254),
    -- Ids of groups. No foreign key reaches into a list: whoever writes one looks them up and
    -- locks them, and whoever deletes a group looks here.
    groups text[] COLLATE "C" NOT NULL DEFAULT '{}',
    invoice_address jsonb CHECK (jsonb_typeof(invoice_address) = 'object'),
    invoice_email text CHECK (char_length(invoice_email) <= 254),
    invoice_payment_instructions text CHECK (char_length(invoice_payment_instructions) <= 2000),
    invoice_payment_instructions_bac text
        CHECK (char_length(invoice_payment_instructions_bac) <= 2000),
    invoice_payment_instructions_card text
        CHECK (char_length(invoice_payment_instructions_card) <= 2000),
    invoice_payment_instructions_cash text
        CHECK (char_length(invoice_payment_instructions_cash) <= 2000),
    invoice_payment_instructions_cheque text
        CHECK (char_length(invoice_payment_instructions_cheque) <= 2000),
    invoice_payment_instructions_direct_debit text
        CHECK (char_length(invoice_payment_instructions_direct_debit) <= 2000),
    invoice_payment_instructions_standing_order text
        CHECK (char_length(invoice_payment_instructions_standing_order) <= 2000),
    mobile text CHECK (char_length(mobile) <= 50),
    modified timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    phone text CHECK (char_length(phone) <= 50),
    postal_address jsonb CHECK (jsonb_typeof(postal_address) = 'object'),
    services text[] COLLATE "C" NOT NULL DEFAULT '{}' CHECK (
        services <@ ARRAY[
            'residential_home', 'assisted_living', 'nursing_home', 'learning_disability_care',
            'bariatric_care', 'specialist_care', 'home_care', 'live_in_care'
        ]
    ),
    street_address jsonb CHECK (jsonb_typeof(street_address) = 'object'),
    search text COLLATE "und-x-icu" NOT NULL
        GENERATED ALWAYS AS (lower((' ' || name) COLLATE "und-x-icu")) STORED,
    PRIMARY KEY (organization_id, id) INCLUDE (created, modified)
);

CREATE TABLE care_enquiries (
    organization_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL CHECK (id ~ '^[0-9a-f]{24}$'),
    age integer CHECK (age BETWEEN 0 AND 130),
    anonymized timestamptz,
    -- A user of accounts.
    assigned_to text COLLATE "C" CHECK (assigned_to ~ '^[0-9a-f]{24}$'),
    care_requirements text CHECK (char_length(care_requirements) <= 10000),
    closing_notes text CHECK (char_length(closing_notes) <= 10000),
    created timestamptz NOT NULL DEFAULT now(),
    -- Null: not known.
    dementia boolean,
    dementia_challenging_behaviour boolean NOT NULL DEFAULT false,
    dementia_prone_to_wander boolean NOT NULL DEFAULT false,
    dob date,
    email text CHECK (char_length(email) <= 254),
    enquiring_for_self boolean NOT NULL DEFAULT false,
    -- Lists are sorted by both names, as people expect it of names.
    first_name text COLLATE "und-x-icu" NOT NULL
        CHECK (char_length(first_name) BETWEEN 1 AND 200),
    funding_type text COLLATE "C" NOT NULL CHECK (
        funding_type IN (
            'private', 'local_authority', 'local_authority_top_up', 'chc', 'chc_lifestyle',
            'block_bed', 'dta_spot', 'not_sure'
        )
    ),
    genders text[] COLLATE "C" NOT NULL DEFAULT '{}' CHECK (
        genders <@ ARRAY['male', 'female', 'non_binary', 'transgender', 'intersex']
    ),
    genders_other text CHECK (char_length(genders_other) <= 200),
    last_interaction timestamptz,
    last_name text COLLATE "und-x-icu" NOT NULL CHECK (char_length(last_name) BETWEEN 1 AND 200),
    latitude double precision CHECK (latitude BETWEEN -90 AND 90),
    literature_downloaded text[] COLLATE "C" NOT NULL DEFAULT '{}',
    literature_sent text[] COLLATE "C" NOT NULL DEFAULT '{}',
    location text COLLATE "C",
    longitude double precision CHECK (longitude BETWEEN -180 AND 180),
    mobile text CHECK (char_length(mobile) <= 50),
    modified timestamptz NOT NULL DEFAULT now(),
    phone text CHECK (char_length(phone) <= 50),
    sales_channel text COLLATE "C" NOT NULL,
    service text COLLATE "C" NOT NULL CHECK (
        service IN (
            'residential_home', 'assisted_living', 'nursing_home', 'learning_disability_care',
            'bariatric_care', 'specialist_care', 'home_care', 'live_in_care'
        )
    ),
    used_service_before boolean NOT NULL DEFAULT false,
    search text COLLATE "und-x-icu" NOT NULL GENERATED ALWAYS AS (
        lower((
            ' ' || first_name || ' ' || last_name || ' ' || coalesce(email, '') || ' '
            || coalesce(phone, '') || ' ' || coalesce(mobile, '') || ' '
            -- However they were written.
            || replace(coalesce(phone, ''), ' ', '') || ' ' || replace(coalesce(mobile, ''), ' ', '')
        ) COLLATE "und-x-icu")
    ) STORED,
    PRIMARY KEY (organization_id, id) INCLUDE (
        anonymized, assigned_to, created, funding_type, location, modified, sales_channel, service
    ),
    FOREIGN KEY (organization_id, location) REFERENCES locations (organization_id, id),
    FOREIGN KEY (organization_id, sales_channel) REFERENCES groups (organization_id, id)
);

CREATE TABLE service_users (
    organization_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL CHECK (id ~ '^[0-9a-f]{24}$'),
    account_code text CHECK (char_length(account_code) <= 50),
    anonymized timestamptz,
    assistance_with_dressing boolean NOT NULL DEFAULT false,
    assistance_with_eating boolean NOT NULL DEFAULT false,
    assistance_with_medication boolean NOT NULL DEFAULT false,
    assistance_with_personal_care boolean NOT NULL DEFAULT false,
    bill_self_for_expenses boolean NOT NULL DEFAULT false,
    billing_comms_preference text[] COLLATE "C" NOT NULL DEFAULT '{}'
        CHECK (billing_comms_preference <@ ARRAY['email', 'post', 'do_not_send']),
    billing_enabled boolean NOT NULL DEFAULT false,
    billing_party_for_expenses text COLLATE "C"
        CHECK (billing_party_for_expenses ~ '^[0-9a-f]{24}$'),
    broadcare_number text CHECK (char_length(broadcare_number) <= 50),
    created timestamptz NOT NULL DEFAULT now(),
    day_care_deactivated timestamptz,
    day_care_leaving_notes text CHECK (char_length(day_care_leaving_notes) <= 10000),
    day_care_reason_for_leaving text CHECK (char_length(day_care_reason_for_leaving) <= 200),
    day_care_status text COLLATE "C" CHECK (day_care_status IN ('active', 'inactive')),
    day_care_use text COLLATE "C" CHECK (day_care_use IN ('exclusive', 'inclusive', 'not_used')),
    deactivated timestamptz,
    dementia boolean NOT NULL DEFAULT false,
    dementia_challenging_behaviour boolean NOT NULL DEFAULT false,
    dementia_prone_to_wander boolean NOT NULL DEFAULT false,
    dob date,
    email_invoices_to text[] NOT NULL DEFAULT '{}',
    end_of_life boolean NOT NULL DEFAULT false,
    first_name text NOT NULL CHECK (char_length(first_name) BETWEEN 1 AND 200),
    fnc_applied date,
    fnc_status text CHECK (char_length(fnc_status) <= 200),
    last_name text NOT NULL CHECK (char_length(last_name) BETWEEN 1 AND 200),
    location text COLLATE "C",
    modified timestamptz NOT NULL DEFAULT now(),
    nhs_number text CHECK (char_length(nhs_number) <= 50),
    patient_id text CHECK (char_length(patient_id) <= 50),
    ref text CHECK (char_length(ref) <= 50),
    search text COLLATE "und-x-icu" NOT NULL GENERATED ALWAYS AS (
        lower((' ' || first_name || ' ' || last_name) COLLATE "und-x-icu")
    ) STORED,
    PRIMARY KEY (organization_id, id) INCLUDE (
        anonymized, created, day_care_status, deactivated, dementia, location, modified
    ),
    FOREIGN KEY (organization_id, location) REFERENCES locations (organization_id, id)
);

CREATE TABLE absences (
    organization_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL CHECK (id ~ '^[0-9a-f]{24}$'),
    created timestamptz NOT NULL DEFAULT now(),
    ends timestamptz CHECK (ends >= starts),
    location text COLLATE "C",
    modified timestamptz NOT NULL DEFAULT now(),
    notes text CHECK (char_length(notes) <= 10000),
    reason_for_absence text COLLATE "C",
    service_user text COLLATE "C" NOT NULL,
    starts timestamptz NOT NULL,
    with_family_or_friend boolean NOT NULL DEFAULT false,
    with_other boolean NOT NULL DEFAULT false,
    with_staff boolean NOT NULL DEFAULT false,
    search text COLLATE "und-x-icu" NOT NULL GENERATED ALWAYS AS (
        lower((' ' || translate(coalesce(notes, ''), E'\n\r\t', '   ')) COLLATE "und-x-icu")
    ) STORED,
    PRIMARY KEY (organization_id, id) INCLUDE (
        created, ends, location, modified, reason_for_absence, service_user, starts
    ),
    FOREIGN KEY (organization_id, location) REFERENCES locations (organization_id, id),
    FOREIGN KEY (organization_id, reason_for_absence) REFERENCES groups (organization_id, id),
    FOREIGN KEY (organization_id, service_user) REFERENCES service_users (organization_id, id)
);

CREATE TABLE comments (
    organization_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL CHECK (id ~ '^[0-9a-f]{24}$'),
    anonymized timestamptz,
    care_enquiry text COLLATE "C",
    comment text NOT NULL CHECK (char_length(comment) BETWEEN 1 AND 10000),
    created timestamptz NOT NULL DEFAULT now(),
    location text COLLATE "C",
    modified timestamptz NOT NULL DEFAULT now(),
    pinned boolean NOT NULL DEFAULT false,
    service_user text COLLATE "C",
    -- A user of accounts; null: a key or the command line.
    "user" text COLLATE "C" CHECK ("user" ~ '^[0-9a-f]{24}$'),
    user_sticky_label text CHECK (char_length(user_sticky_label) <= 200),
    search text COLLATE "und-x-icu" NOT NULL GENERATED ALWAYS AS (
        lower((' ' || translate(comment, E'\n\r\t', '   ')) COLLATE "und-x-icu")
    ) STORED,
    PRIMARY KEY (organization_id, id) INCLUDE (
        anonymized, care_enquiry, created, location, modified, pinned, service_user, "user"
    ),
    FOREIGN KEY (organization_id, care_enquiry) REFERENCES care_enquiries (organization_id, id),
    FOREIGN KEY (organization_id, location) REFERENCES locations (organization_id, id),
    FOREIGN KEY (organization_id, service_user) REFERENCES service_users (organization_id, id),
    CONSTRAINT about_one CHECK (num_nonnulls(care_enquiry, service_user) = 1)
);

CREATE TABLE home_visits (
    organization_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL CHECK (id ~ '^[0-9a-f]{24}$'),
    anonymized timestamptz,
    -- A user of accounts.
    assigned_to text COLLATE "C" CHECK (assigned_to ~ '^[0-9a-f]{24}$'),
    cancelled timestamptz,
    care_enquiry text COLLATE "C" NOT NULL,
    completed timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    date_time timestamptz NOT NULL,
    host text COLLATE "C" CHECK (
        host IN (
            'manager', 'deputy_manager', 'administrator', 'receptionist', 'senior_carer', 'carer',
            'customer_relations_adviser', 'nurse', 'other'
        )
    ),
    location text COLLATE "C",
    modified timestamptz NOT NULL DEFAULT now(),
    notes text CHECK (char_length(notes) <= 10000),
    service_user_contact text COLLATE "C" CHECK (service_user_contact ~ '^[0-9a-f]{24}$'),
    visit_type text COLLATE "C" CHECK (visit_type IN ('in_person', 'virtual')),
    search text COLLATE "und-x-icu" NOT NULL GENERATED ALWAYS AS (
        lower((' ' || translate(coalesce(notes, ''), E'\n\r\t', '   ')) COLLATE "und-x-icu")
    ) STORED,
    PRIMARY KEY (organization_id, id) INCLUDE (
        anonymized, assigned_to, cancelled, care_enquiry, completed, created, date_time, host,
        location, modified, visit_type
    ),
    FOREIGN KEY (organization_id, care_enquiry) REFERENCES care_enquiries (organization_id, id),
    FOREIGN KEY (organization_id, location) REFERENCES locations (organization_id, id)
);

-- Every sort and every filter has an index. Each ends in the id, so that a page of those with one
-- value is read in order, and has no more than that, so that counting them reads the index alone.
-- Filters that many rows pass together, and all that goes with a sort by the id, are answered from
-- the primary key, which carries what lists are filtered and sorted by. What is set, or not set, in
-- few rows has an index of those alone. Searches do without a list of pending entries, which every
-- one of them would read.

CREATE INDEX absences_created ON absences (organization_id, created, id);
CREATE INDEX absences_modified ON absences (organization_id, modified, id);
CREATE INDEX absences_ends ON absences (organization_id, ends, id);
CREATE INDEX absences_location ON absences (organization_id, location, id);
CREATE INDEX absences_reason ON absences (organization_id, reason_for_absence, id);
CREATE INDEX absences_service_user ON absences (organization_id, service_user, id);
CREATE INDEX absences_starts ON absences (organization_id, starts, id);
CREATE INDEX absences_search ON absences USING gin (organization_id, search gin_trgm_ops)
    WITH (fastupdate = off);

CREATE INDEX care_enquiries_created ON care_enquiries (organization_id, created, id);
CREATE INDEX care_enquiries_modified ON care_enquiries (organization_id, modified, id);
CREATE INDEX care_enquiries_name ON care_enquiries (organization_id, last_name, first_name, id);
CREATE INDEX care_enquiries_last_name ON care_enquiries (organization_id, last_name, id);
CREATE INDEX care_enquiries_first_name ON care_enquiries (organization_id, first_name, id);
CREATE INDEX care_enquiries_assigned_to ON care_enquiries (organization_id, assigned_to, id);
CREATE INDEX care_enquiries_funding_type ON care_enquiries (organization_id, funding_type, id);
CREATE INDEX care_enquiries_location ON care_enquiries (organization_id, location, id);
CREATE INDEX care_enquiries_sales_channel ON care_enquiries (organization_id, sales_channel, id);
CREATE INDEX care_enquiries_service ON care_enquiries (organization_id, service, id);
CREATE INDEX care_enquiries_anonymized ON care_enquiries (organization_id, id)
    WHERE anonymized IS NOT NULL;
CREATE INDEX care_enquiries_search ON care_enquiries
    USING gin (organization_id, search gin_trgm_ops) WITH (fastupdate = off);

CREATE INDEX comments_created ON comments (organization_id, created, id);
CREATE INDEX comments_modified ON comments (organization_id, modified, id);
CREATE INDEX comments_care_enquiry ON comments (organization_id, care_enquiry, id);
CREATE INDEX comments_location ON comments (organization_id, location, id);
CREATE INDEX comments_service_user ON comments (organization_id, service_user, id);
CREATE INDEX comments_user ON comments (organization_id, "user", id);
CREATE INDEX comments_pinned ON comments (organization_id, id) WHERE pinned;
CREATE INDEX comments_anonymized ON comments (organization_id, id) WHERE anonymized IS NOT NULL;
CREATE INDEX comments_search ON comments USING gin (organization_id, search gin_trgm_ops)
    WITH (fastupdate = off);

CREATE INDEX groups_created ON groups (organization_id, created, id);
CREATE INDEX groups_modified ON groups (organization_id, modified, id);
CREATE INDEX groups_group_type ON groups (organization_id, group_type, id);
CREATE INDEX groups_parent_group ON groups (organization_id, parent_group, id);
CREATE INDEX groups_archived ON groups (organization_id, id) WHERE archived IS NOT NULL;
CREATE INDEX groups_search ON groups USING gin (organization_id, search gin_trgm_ops)
    WITH (fastupdate = off);

CREATE INDEX home_visits_created ON home_visits (organization_id, created, id);
CREATE INDEX home_visits_modified ON home_visits (organization_id, modified, id);
CREATE INDEX home_visits_assigned_to ON home_visits (organization_id, assigned_to, id);
CREATE INDEX home_visits_care_enquiry ON home_visits (organization_id, care_enquiry, id);
CREATE INDEX home_visits_date_time ON home_visits (organization_id, date_time, id);
CREATE INDEX home_visits_host ON home_visits (organization_id, host, id);
CREATE INDEX home_visits_location ON home_visits (organization_id, location, id);
CREATE INDEX home_visits_visit_type ON home_visits (organization_id, visit_type, id);
CREATE INDEX home_visits_anonymized ON home_visits (organization_id, id)
    WHERE anonymized IS NOT NULL;
CREATE INDEX home_visits_cancelled ON home_visits (organization_id, id)
    WHERE cancelled IS NOT NULL;
CREATE INDEX home_visits_not_completed ON home_visits (organization_id, id)
    WHERE completed IS NULL;
-- Those that will complete themselves, of all organisations.
CREATE INDEX home_visits_upcoming ON home_visits (date_time)
    WHERE completed IS NULL AND cancelled IS NULL;
CREATE INDEX home_visits_search ON home_visits USING gin (organization_id, search gin_trgm_ops)
    WITH (fastupdate = off);

CREATE INDEX locations_created ON locations (organization_id, created, id);
CREATE INDEX locations_modified ON locations (organization_id, modified, id);
CREATE INDEX locations_groups ON locations USING gin (organization_id, groups)
    WITH (fastupdate = off);
CREATE INDEX locations_services ON locations USING gin (organization_id, services)
    WITH (fastupdate = off);
CREATE INDEX locations_search ON locations USING gin (organization_id, search gin_trgm_ops)
    WITH (fastupdate = off);

CREATE INDEX service_users_created ON service_users (organization_id, created, id);
CREATE INDEX service_users_modified ON service_users (organization_id, modified, id);
CREATE INDEX service_users_day_care_status ON service_users (organization_id, day_care_status, id);
CREATE INDEX service_users_dementia ON service_users (organization_id, id) WHERE dementia;
CREATE INDEX service_users_location ON service_users (organization_id, location, id);
CREATE INDEX service_users_anonymized ON service_users (organization_id, id)
    WHERE anonymized IS NOT NULL;
CREATE INDEX service_users_deactivated ON service_users (organization_id, id)
    WHERE deactivated IS NOT NULL;
CREATE INDEX service_users_search ON service_users
    USING gin (organization_id, search gin_trgm_ops) WITH (fastupdate = off);

-- Counting reads indexes alone only where pages were vacuumed since they changed: large tables are
-- vacuumed when a fiftieth of them has, not a fifth.
ALTER TABLE absences SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02
);
ALTER TABLE care_enquiries SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02
);
ALTER TABLE comments SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02
);
ALTER TABLE home_visits SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02
);
ALTER TABLE service_users SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02
);

-- Read and written by the crate `audit`. The states are documents as the API tells them.
CREATE TABLE audit (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    organization_id bigint,
    entity_type text NOT NULL CHECK (char_length(entity_type) BETWEEN 1 AND 50),
    entity_id text NOT NULL CHECK (char_length(entity_id) <= 255),
    action text NOT NULL CHECK (action IN ('CREATE', 'UPDATE', 'DELETE')),
    -- A user of accounts; null: a key, the command line or the platform itself.
    user_id bigint,
    timestamp timestamptz NOT NULL DEFAULT now(),
    -- Null before there was anything, and after it was deleted.
    previous_state jsonb,
    new_state jsonb,
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX audit_user ON audit (user_id, id DESC);
CREATE INDEX audit_entity ON audit (entity_type, entity_id, id DESC);
-- For anonymising what was deleted.
CREATE INDEX audit_deleted ON audit (entity_type, timestamp) WHERE action = 'DELETE';

CREATE FUNCTION refuse_to_change_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
END
$$;

-- That something was done stays for ever; who a person was does not. Whoever anonymises says so
-- for the length of a transaction, and may then change what the states hold, and nothing else.
CREATE FUNCTION refuse_to_change_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('almanac.anonymising', true) IS DISTINCT FROM 'on'
        OR to_jsonb(NEW) - 'previous_state' - 'new_state'
        IS DISTINCT FROM to_jsonb(OLD) - 'previous_state' - 'new_state'
    THEN
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER append_only
    BEFORE DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_rows();
CREATE TRIGGER anonymised_only
    BEFORE UPDATE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_audit();
