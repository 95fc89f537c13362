-- The tables of a new database: what all migrations come to. Written by tools/make_schema.py, never by hand.
-- fingerprint: 3997c153b46275fad87bcbc606c7ba5cd16d93b2b2b95ffa75af724cf2c05ce5
-- applied: territory.0001_initial
-- applied: people.0001_initial
-- applied: people.0002_roster_patterns_tallies
-- applied: people.0003_workstations
-- applied: registry.0001_initial
-- applied: kernel.0001_initial
-- applied: kernel.0002_append_only
-- applied: kernel.0003_transaction_offset
-- applied: kernel.0004_blobs_tasks
-- applied: kernel.0005_calendar
-- applied: cases.0001_initial
-- applied: cases.0002_reported_index
-- applied: cases.0003_number_index
-- applied: cases.0004_life
-- applied: cases.0005_sameness
-- applied: cases.0006_hotline
-- applied: cases.0007_routing
-- applied: cases.0008_handover
-- applied: cases.0009_closers
-- applied: cases.0010_held
-- applied: cases.0011_ratings
-- applied: cases.0012_hotline_mapping
-- applied: cases.0013_call_days
-- applied: cases.0014_numbers_given_back
-- applied: cases.0015_patrol_judged
-- applied: cases.0016_component
-- applied: contenttypes.0001_initial
-- applied: contenttypes.0002_remove_content_type_name
-- applied: people.0004_track
-- applied: people.0005_role_shipped
-- applied: kernel.0006_links
-- applied: kernel.0007_sealed_days
-- applied: enforcement.0001_papers
-- applied: enforcement.0002_legal_hearings_consents
-- applied: enforcement.0003_transfer_place
-- applied: enforcement.0004_on_the_spot
-- applied: enforcement.0005_office_english
-- applied: enforcement.0006_remedies
-- applied: enforcement.0007_algo
-- applied: enforcement.0008_over_line
-- applied: evaluation.0001_initial
-- applied: evaluation.0002_from_the_start
-- applied: evaluation.0003_effort
-- applied: evaluation.0004_of_anything
-- applied: evaluation.0005_missed_by_patrols
-- applied: territory.0002_grid_plan
-- applied: joint.0001_calls
-- applied: joint.0002_meetings
-- applied: joint.0003_spots
-- applied: joint.0004_forces
-- applied: joint.0005_partner_version
-- applied: joint.0006_emergency
-- applied: kernel.0008_reference_versions
-- applied: kernel.0009_answered
-- applied: knowledge.0001_initial
-- applied: knowledge.0002_joined
-- applied: messaging.0001_initial
-- applied: messaging.0002_channels
-- applied: messaging.0003_outside
-- applied: messaging.0004_wordings
-- applied: people.0006_rota_lines
-- applied: registry.0002_headcounts
-- applied: registry.0003_tags
-- applied: registry.0004_words
-- applied: registry.0005_visits_taken_back
-- applied: scenarios.0001_initial
-- applied: scenarios.0002_cells
-- applied: scenarios.0003_versions_replays
-- applied: scenarios.0004_drafts
-- applied: sensing.0001_initial
-- applied: sensing.0002_lane
-- applied: sensing.0003_alerting
-- applied: sensing.0004_keeping
-- applied: sensing.0005_health
-- applied: sensing.0006_sources
-- applied: sensing.0007_lane_triggers
-- applied: sensing.0008_public_alert
-- applied: sensing.0009_no_data
-- applied: sensing.0010_lane_workers
-- applied: sensing.0011_calendar_step
-- applied: sensing.0012_device_tags
-- applied: sensing.0013_live_source
-- applied: sensing.0014_late_verdict
-- applied: sessions.0001_initial
-- applied: sharing.0001_initial
-- applied: sharing.0002_service_version

SET LOCAL check_function_bodies = false; -- functions stand before the tables they read

CREATE FUNCTION sensing_begin_step() RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sensing_lane) THEN
    PERFORM sensing_make_lane(0::smallint);
  END IF;
  PERFORM 1 FROM sensing_lane ORDER BY number FOR UPDATE;
  UPDATE sensing_lane SET position = position + 1, stamp = (random() * 9e15)::bigint;
  INSERT INTO sensing_step (lane, position, stamp, kind, at)
    SELECT number, position, stamp, 'begin', clock_timestamp() FROM sensing_lane;
END $$;

CREATE FUNCTION sensing_calendar_told() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM sensing_tell('calendar', jsonb_build_object('version', NEW.version, 'plain', NEW.snapshot));
  RETURN NULL;
END $$;

CREATE TABLE sensing_device (
    id bigint NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    code character varying(40) NOT NULL,
    kind character varying(32) NOT NULL,
    name_zh character varying(120) NOT NULL,
    name_en character varying(120) NOT NULL,
    model character varying(80) NOT NULL,
    height_m double precision,
    zones jsonb NOT NULL,
    limits jsonb NOT NULL,
    events_only boolean NOT NULL,
    expected_seconds integer,
    calibrated_until date,
    in_service boolean NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    last_seen_at timestamp with time zone,
    silent_after timestamp with time zone,
    silent_since timestamp with time zone,
    last_kind character varying(32) NOT NULL,
    last_value double precision,
    last_at timestamp with time zone,
    health jsonb NOT NULL,
    building_id bigint,
    shop_id bigint,
    doubted character varying(60)[] NOT NULL,
    hub_id bigint,
    accepted_at timestamp with time zone,
    certificate_no character varying(80) NOT NULL,
    certificate_until date,
    photo character varying(64) NOT NULL,
    picture character varying(64) NOT NULL,
    placed_at timestamp with time zone,
    placed_by_id bigint,
    published boolean NOT NULL,
    trial boolean NOT NULL,
    tags character varying(40)[] NOT NULL
);

CREATE FUNCTION sensing_device_facts(d sensing_device) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
  SELECT jsonb_build_object('id', d.id, 'code', d.code, 'kind', d.kind, 'zones', d.zones, 'limits', d.limits,
    'shop', (SELECT code FROM registry_shop WHERE id = d.shop_id),
    'building', (SELECT code FROM territory_building WHERE id = d.building_id),
    'events_only', d.events_only, 'in_service', d.in_service, 'expected_seconds', d.expected_seconds,
    'trial', d.trial, 'doubted', to_jsonb(d.doubted), 'tags', to_jsonb(d.tags));
$$;

CREATE FUNCTION sensing_device_told() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM sensing_tell('gone', jsonb_build_object('id', OLD.id));
  ELSE
    PERFORM sensing_tell('device', sensing_device_facts(NEW));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION sensing_ensure_days(days date[]) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
  d date;
  part text;
  made integer := 0;
BEGIN
  FOR d IN SELECT DISTINCT unnest(days) ORDER BY 1 LOOP
    part := 'sensing_reading_' || to_char(d, 'YYYYMMDD');
    CONTINUE WHEN to_regclass(part) IS NOT NULL;
    PERFORM pg_advisory_xact_lock(30567, hashtext('sensing_reading'));
    CONTINUE WHEN to_regclass(part) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE sensing_reading INCLUDING DEFAULTS)', part);
    EXECUTE format('ALTER TABLE sensing_reading ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
      part, d::timestamp AT TIME ZONE 'UTC', (d + 1)::timestamp AT TIME ZONE 'UTC');
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

CREATE FUNCTION sensing_make_lane(n smallint) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
  mark bigint := (random() * 9e15)::bigint;
BEGIN
  INSERT INTO sensing_lane (number, position, stamp, readings, source) VALUES (n, 0, mark, 0, '{}')
    ON CONFLICT (number) DO NOTHING;
  IF FOUND THEN
    INSERT INTO sensing_step (lane, position, stamp, kind, at) VALUES (n, 0, mark, 'begin', clock_timestamp());
  END IF;
END $$;

CREATE TABLE sensing_permit (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    place character varying(120) NOT NULL,
    cells integer[] NOT NULL,
    holder character varying(120) NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    weekdays smallint[] NOT NULL,
    hours character varying(11)[] NOT NULL,
    note character varying(400) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);

CREATE FUNCTION sensing_permit_facts(p sensing_permit) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
  SELECT jsonb_build_object('id', p.id, 'kind', p.kind, 'place', p.place, 'first_day', p.first_day,
    'last_day', p.last_day, 'weekdays', to_jsonb(p.weekdays), 'hours', to_jsonb(p.hours), 'holder', p.holder,
    'revoked', p.revoked_at IS NOT NULL);
$$;

CREATE FUNCTION sensing_permit_told() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM sensing_tell('permit', jsonb_build_object('id', OLD.id, 'revoked', true));
  ELSE
    PERFORM sensing_tell('permit', sensing_permit_facts(NEW));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION sensing_public_alert_keep() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN RAISE EXCEPTION 'a published alert is not changed' USING ERRCODE = 'restrict_violation'; END $$;

CREATE FUNCTION sensing_rule_told() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM sensing_tell('rule', jsonb_build_object('scenario', OLD.scenario, 'spec', OLD.spec, 'active', false));
  ELSE
    PERFORM sensing_tell('rule', jsonb_build_object('scenario', NEW.scenario, 'spec', NEW.spec,
      'kinds', NEW.kinds, 'active', NEW.active));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION sensing_step_begins() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM sensing_begin_step();
  RETURN NULL;
END $$;

CREATE FUNCTION sensing_tell(what text, content jsonb) RETURNS void
    LANGUAGE sql
    AS $$
  INSERT INTO sensing_step (lane, position, stamp, kind, told, at)
    SELECT number, position, stamp, what, content, clock_timestamp() FROM sensing_lane;
$$;

CREATE FUNCTION weige_horizon() RETURNS xid8
    LANGUAGE sql STABLE
    AS $$SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + weige_tx_offset())::text::xid8$$;

CREATE FUNCTION weige_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION weige_tx() RETURNS xid8
    LANGUAGE sql
    AS $$SELECT (pg_current_xact_id()::text::bigint + weige_tx_offset())::text::xid8$$;

CREATE FUNCTION weige_tx_offset() RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$SELECT 0::bigint$$;

CREATE FUNCTION weige_wake_readers() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM pg_notify('weige_log', '');
  RETURN NULL;
END $$;

CREATE TABLE cases_case (
    id uuid NOT NULL,
    number character varying(40) NOT NULL,
    state character varying(16) NOT NULL,
    version integer NOT NULL,
    title_zh character varying(200) NOT NULL,
    title_en character varying(200) NOT NULL,
    level character varying(8) NOT NULL,
    source character varying(16) NOT NULL,
    sources character varying(16)[] NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    place_zh character varying(200) NOT NULL,
    place_en character varying(200) NOT NULL,
    warning_id uuid,
    assigned boolean NOT NULL,
    party_posts bigint[] NOT NULL,
    party_users bigint[] NOT NULL,
    declined_posts bigint[] NOT NULL,
    declined_departments bigint[] NOT NULL,
    request character varying(24) NOT NULL,
    request_reason character varying(1000) NOT NULL,
    request_until timestamp with time zone,
    outcome character varying(16) NOT NULL,
    returns smallint NOT NULL,
    reworks smallint NOT NULL,
    extensions smallint NOT NULL,
    suspensions smallint NOT NULL,
    reports smallint NOT NULL,
    evidence_count smallint NOT NULL,
    after_photo_at timestamp with time zone,
    found_at timestamp with time zone NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    filed_at timestamp with time zone,
    dispatched_at timestamp with time zone,
    responded_at timestamp with time zone,
    handled_at timestamp with time zone,
    rework_at timestamp with time zone,
    closed_at timestamp with time zone,
    ended_at timestamp with time zone,
    due_at timestamp with time zone,
    half_at timestamp with time zone,
    near_at timestamp with time zone,
    stage_due_at timestamp with time zone,
    rank_at timestamp with time zone NOT NULL,
    overdue_since timestamp with time zone,
    stage_overdue_since timestamp with time zone,
    paused_since timestamp with time zone,
    paused_until timestamp with time zone,
    grace_until timestamp with time zone,
    due_warnings character varying(60)[] NOT NULL,
    calendar_version integer NOT NULL,
    clocks jsonb NOT NULL,
    search_text text NOT NULL,
    search_terms character varying(2)[] NOT NULL,
    building_id bigint,
    checker_post_id bigint,
    checker_user_id bigint,
    department_id bigint,
    filer_post_id bigint,
    handler_post_id bigint,
    handler_user_id bigint,
    merged_into_id uuid,
    reporter_id bigint,
    requester_id bigint,
    requester_post_id bigint,
    shop_id bigint,
    condition_id bigint,
    matter_id bigint,
    appeal character varying(16) NOT NULL,
    appeal_about character varying(16) NOT NULL,
    appeal_due_at timestamp with time zone,
    appeal_until timestamp with time zone,
    appeals smallint NOT NULL,
    appellant_id bigint,
    appellant_post_id bigint,
    asked_at timestamp with time zone,
    complaint_until timestamp with time zone,
    complaints smallint NOT NULL,
    designated boolean NOT NULL,
    exempt character varying(16) NOT NULL,
    first_department_id bigint,
    first_post_id bigint,
    follows_id uuid,
    nudged_at timestamp with time zone,
    parent_id uuid,
    parts_open smallint NOT NULL,
    parts_total smallint NOT NULL,
    proposed_department_id bigint,
    proposed_post_id bigint,
    raised smallint NOT NULL,
    request_clause character varying(200) NOT NULL,
    request_code character varying(24) NOT NULL,
    reviewer_id bigint,
    reviewer_post_id bigint,
    supervision character varying(12) NOT NULL,
    supervision_answered_at timestamp with time zone,
    supervision_due_at timestamp with time zone,
    supervision_late_at timestamp with time zone,
    supervisor_post_id bigint,
    urged_at timestamp with time zone,
    urges smallint NOT NULL,
    outer_numbers character varying(60)[] NOT NULL,
    closer_id bigint,
    closer_post_id bigint,
    held_by character varying(60)[] NOT NULL,
    patrol character varying(8) NOT NULL,
    component character varying(17) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT cases_condition_has_matter CHECK (((NOT (matter_id IS NULL)) OR (condition_id IS NULL))),
    CONSTRAINT cases_ended_has_end CHECK ((((ended_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['closed'::character varying, 'merged'::character varying, 'rejected'::character varying, 'void'::character varying])::text[]))) OR ((NOT ((state)::text = ANY ((ARRAY['closed'::character varying, 'merged'::character varying, 'rejected'::character varying, 'void'::character varying])::text[]))) AND (ended_at IS NULL))))
);

CREATE TABLE cases_condition (
    id bigint NOT NULL,
    no smallint NOT NULL,
    text_zh character varying(200) NOT NULL,
    text_en character varying(200) NOT NULL,
    amount numeric(7,2) NOT NULL,
    unit character varying(16) NOT NULL,
    urgent boolean NOT NULL,
    closing_zh character varying(100) NOT NULL,
    closing_en character varying(120) NOT NULL,
    wants_after_photo boolean NOT NULL,
    source character varying(40) NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    matter_id bigint NOT NULL
);

ALTER TABLE cases_condition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_condition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_day_sequence (
    id bigint NOT NULL,
    prefix character varying(16) NOT NULL,
    day date NOT NULL,
    last integer NOT NULL,
    free integer[] NOT NULL,
    given integer NOT NULL
);

ALTER TABLE cases_day_sequence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_day_sequence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_evidence (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    source character varying(16) NOT NULL,
    taken_at timestamp with time zone,
    lon double precision,
    lat double precision,
    added_at timestamp with time zone NOT NULL,
    note character varying(200) NOT NULL,
    added_by_id bigint,
    added_by_post_id bigint,
    blob_id character varying(64) NOT NULL,
    case_id uuid NOT NULL
);

ALTER TABLE cases_evidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_evidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_hand_over (
    id bigint NOT NULL,
    cells integer[] NOT NULL,
    state character varying(10) NOT NULL,
    note character varying(1000) NOT NULL,
    reason character varying(400) NOT NULL,
    tasks jsonb NOT NULL,
    moved character varying(40)[] NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    offered_by_name character varying(60) NOT NULL,
    settled_at timestamp with time zone,
    settled_by_name character varying(60) NOT NULL,
    from_post_id bigint NOT NULL,
    offered_by_id bigint,
    settled_by_id bigint,
    to_post_id bigint NOT NULL
);

ALTER TABLE cases_hand_over ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_hand_over_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_hotline_day (
    id bigint NOT NULL,
    day date NOT NULL,
    calls integer NOT NULL,
    connected integer NOT NULL,
    answered integer NOT NULL,
    note character varying(200) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT cases_hotline_day_sums CHECK (((answered >= 0) AND (calls >= connected) AND (connected >= answered)))
);

ALTER TABLE cases_hotline_day ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_hotline_day_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_hotline_limit (
    kind character varying(16) NOT NULL,
    amount numeric(7,2) NOT NULL,
    unit character varying(16) NOT NULL,
    source character varying(16) NOT NULL,
    note character varying(200) NOT NULL
);

CREATE TABLE cases_hotline_mapping (
    source character varying(40) NOT NULL,
    fields jsonb NOT NULL,
    kinds jsonb NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    what character varying(8) NOT NULL
);

CREATE TABLE cases_hotline_note (
    id bigint NOT NULL,
    step character varying(12) NOT NULL,
    round smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    reached boolean,
    how character varying(12) NOT NULL,
    outcome character varying(12) NOT NULL,
    solved boolean,
    satisfaction character varying(12) NOT NULL,
    text character varying(2000) NOT NULL,
    post_id bigint,
    user_id bigint,
    order_id bigint NOT NULL
);

ALTER TABLE cases_hotline_note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_hotline_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_hotline_order (
    id bigint NOT NULL,
    number character varying(60) NOT NULL,
    kind character varying(16) NOT NULL,
    state character varying(12) NOT NULL,
    version integer NOT NULL,
    cases uuid[] NOT NULL,
    text character varying(2000) NOT NULL,
    course character varying(2000) NOT NULL,
    caller_name character varying(60) NOT NULL,
    caller_phone character varying(30) NOT NULL,
    address character varying(200) NOT NULL,
    place_why character varying(40) NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    way character varying(8) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    arrived_at timestamp with time zone NOT NULL,
    contacted_at timestamp with time zone,
    replied_at timestamp with time zone,
    revisited_at timestamp with time zone,
    done_at timestamp with time zone,
    outcome character varying(12) NOT NULL,
    reply character varying(2000) NOT NULL,
    solved boolean,
    satisfaction character varying(12) NOT NULL,
    settled_because character varying(1000) NOT NULL,
    rounds smallint NOT NULL,
    contact_due_at timestamp with time zone,
    due_at timestamp with time zone,
    contact_late_since timestamp with time zone,
    late_since timestamp with time zone,
    rank_at timestamp with time zone NOT NULL,
    clocks jsonb NOT NULL,
    calendar_version integer NOT NULL,
    case_id uuid,
    matter_id bigint,
    sender_id bigint
);

ALTER TABLE cases_hotline_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_hotline_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_matter (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    code character varying(16) NOT NULL,
    class_code character varying(8) NOT NULL,
    class_zh character varying(60) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(80) NOT NULL,
    legacy_code character varying(8) NOT NULL,
    standard character varying(60) NOT NULL,
    name_source character varying(16) NOT NULL,
    aliases character varying(60)[] NOT NULL,
    valid_from date NOT NULL,
    valid_to date
);

ALTER TABLE cases_matter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_matter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_merge (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    automatic boolean NOT NULL,
    probability double precision,
    why_zh character varying(300) NOT NULL,
    why_en character varying(300) NOT NULL,
    before jsonb NOT NULL,
    given jsonb NOT NULL,
    reports bigint[] NOT NULL,
    evidence bigint[] NOT NULL,
    undone_at timestamp with time zone,
    undone_reason character varying(1000) NOT NULL,
    by_post_id bigint,
    case_id uuid NOT NULL,
    into_id uuid NOT NULL
);

ALTER TABLE cases_merge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_merge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_merge_policy (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    prefix character varying(16) NOT NULL,
    mode character varying(8) NOT NULL,
    within_m integer NOT NULL,
    within_hours integer NOT NULL,
    suggest_at double precision NOT NULL,
    merge_at double precision NOT NULL,
    note_zh character varying(200) NOT NULL,
    note_en character varying(200) NOT NULL,
    source character varying(16) NOT NULL,
    CONSTRAINT cases_merge_policy_window CHECK (((within_hours >= 1) AND (within_hours <= 720) AND (within_m >= 1) AND (within_m <= 500)))
);

ALTER TABLE cases_merge_policy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_merge_policy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_patrol_reason (
    code character varying(24) NOT NULL,
    missed boolean NOT NULL,
    text_zh character varying(60) NOT NULL,
    text_en character varying(120) NOT NULL,
    source character varying(16) NOT NULL,
    "order" integer NOT NULL,
    active boolean NOT NULL
);

CREATE TABLE cases_rating (
    id bigint NOT NULL,
    solved boolean NOT NULL,
    satisfaction character varying(12) NOT NULL,
    text character varying(500) NOT NULL,
    at timestamp with time zone NOT NULL,
    case_id uuid NOT NULL,
    report_id bigint NOT NULL
);

ALTER TABLE cases_rating ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_rating_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_recurrence (
    case_id uuid NOT NULL,
    nth smallint NOT NULL,
    days smallint NOT NULL,
    of character varying(8) NOT NULL,
    within_m integer NOT NULL,
    at timestamp with time zone NOT NULL,
    previous_id uuid NOT NULL
);

CREATE TABLE cases_report (
    id bigint NOT NULL,
    source character varying(16) NOT NULL,
    text character varying(2000) NOT NULL,
    at timestamp with time zone NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    place character varying(200) NOT NULL,
    dedupe_key character varying(64) NOT NULL,
    case_id uuid NOT NULL,
    post_id bigint,
    user_id bigint,
    data jsonb NOT NULL
);

ALTER TABLE cases_report ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_report_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_return_reason (
    code character varying(24) NOT NULL,
    applies character varying(12) NOT NULL,
    names_unit boolean NOT NULL,
    text_zh character varying(60) NOT NULL,
    text_en character varying(120) NOT NULL,
    basis_zh character varying(200) NOT NULL,
    basis_en character varying(200) NOT NULL,
    source character varying(16) NOT NULL,
    "order" integer NOT NULL,
    active boolean NOT NULL
);

CREATE TABLE cases_route_book (
    id bigint NOT NULL,
    no integer NOT NULL,
    based_on integer,
    version integer NOT NULL,
    note character varying(200) NOT NULL,
    author_name character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    trial jsonb NOT NULL,
    switched_at timestamp with time zone,
    switched_by_name character varying(60) NOT NULL,
    starts_at timestamp with time zone,
    author_id bigint,
    switched_by_id bigint
);

ALTER TABLE cases_route_book ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_route_book_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_route_fault (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    book integer NOT NULL,
    code character varying(40) NOT NULL,
    params jsonb NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    count integer NOT NULL,
    settled_at timestamp with time zone
);

ALTER TABLE cases_route_fault ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_route_fault_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_route_rule (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    "order" integer NOT NULL,
    enabled boolean NOT NULL,
    "when" jsonb NOT NULL,
    target character varying(80) NOT NULL,
    basis_zh character varying(200) NOT NULL,
    basis_en character varying(200) NOT NULL,
    source character varying(16) NOT NULL,
    book_id bigint NOT NULL
);

ALTER TABLE cases_route_rule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_route_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_route_trace (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    book integer NOT NULL,
    rule character varying(40) NOT NULL,
    steps jsonb NOT NULL,
    on_duty character varying(40)[] NOT NULL,
    suggested character varying(80) NOT NULL,
    followed boolean,
    case_id uuid NOT NULL,
    department_id bigint,
    post_id bigint
);

ALTER TABLE cases_route_trace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_route_trace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_saved_filter (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    query jsonb NOT NULL,
    "order" integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    shared_post_id bigint,
    user_id bigint NOT NULL
);

ALTER TABLE cases_saved_filter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_saved_filter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE cases_stage_limit (
    stage character varying(16) NOT NULL,
    amount numeric(7,2) NOT NULL,
    unit character varying(16) NOT NULL,
    source character varying(16) NOT NULL,
    note character varying(200) NOT NULL
);

CREATE TABLE django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE django_migrations (
    id integer NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE enforcement_answer (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    text character varying(1000) NOT NULL,
    photos jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    by_link bigint,
    state character varying(10) NOT NULL,
    reason character varying(500) NOT NULL,
    decided_at timestamp with time zone,
    decided_by_id bigint,
    paper_id uuid NOT NULL
);

ALTER TABLE enforcement_answer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME enforcement_answer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE enforcement_attachment (
    id bigint NOT NULL,
    subject character varying(60) NOT NULL,
    role character varying(12) NOT NULL,
    title character varying(120) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by bigint,
    by_link bigint,
    blob_id character varying(64) NOT NULL
);

ALTER TABLE enforcement_attachment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME enforcement_attachment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE enforcement_band (
    id bigint NOT NULL,
    "order" smallint NOT NULL,
    name character varying(40) NOT NULL,
    criteria character varying(300) NOT NULL,
    low integer,
    high integer,
    power_id bigint NOT NULL,
    hearing boolean NOT NULL,
    CONSTRAINT enforcement_band_range CHECK (((low IS NULL) OR (high IS NULL) OR (low <= high)))
);

ALTER TABLE enforcement_band ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME enforcement_band_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE enforcement_consent (
    id bigint NOT NULL,
    party character varying(90) NOT NULL,
    name character varying(60) NOT NULL,
    words character varying(1000) NOT NULL,
    given_at timestamp with time zone NOT NULL,
    by_link bigint,
    withdrawn_at timestamp with time zone,
    withdrawn_by character varying(60) NOT NULL,
    proof_id character varying(64),
    recorded_by_id bigint
);

ALTER TABLE enforcement_consent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME enforcement_consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE enforcement_defence (
    id bigint NOT NULL,
    text character varying(3000) NOT NULL,
    files jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    by_link bigint,
    result character varying(10) NOT NULL,
    reason character varying(1000) NOT NULL,
    answered_at timestamp with time zone,
    answered_by_id bigint,
    received_by_id bigint,
    file_id uuid NOT NULL
);

ALTER TABLE enforcement_defence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME enforcement_defence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE enforcement_hearing (
    id bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_why character varying(1000) NOT NULL,
    by_link bigint,
    at timestamp with time zone,
    place character varying(120) NOT NULL,
    chair character varying(60) NOT NULL,
    told_at timestamp with time zone,
    held_at timestamp with time zone,
    record character varying(3000) NOT NULL,
    files jsonb NOT NULL,
    withdrawn_at timestamp with time zone,
    file_id uuid NOT NULL
);

ALTER TABLE enforcement_hearing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME enforcement_hearing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE enforcement_legal (
    code character varying(24) NOT NULL,
    amount numeric(7,2),
    unit character varying(16) NOT NULL,
    text_zh character varying(1000) NOT NULL,
    text_en character varying(1000) NOT NULL,
    active boolean NOT NULL,
    status character varying(12) NOT NULL,
    source character varying(300) NOT NULL,
    changed_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    version integer NOT NULL,
    changed_by_id bigint,
    confirmed_by_id bigint
);

CREATE TABLE enforcement_number_series (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    year smallint NOT NULL,
    last integer NOT NULL
);

ALTER TABLE enforcement_number_series ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME enforcement_number_series_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE enforcement_offsite (
    id uuid NOT NULL,
    number character varying(80) NOT NULL,
    state character varying(20) NOT NULL,
    version integer NOT NULL,
    title character varying(200) NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    party_posts bigint[] NOT NULL,
    party_users bigint[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    overdue_at timestamp with time zone,
    ended_at timestamp with time zone,
    fact character varying(1000) NOT NULL,
    place character varying(200) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    party jsonb NOT NULL,
    sealed jsonb NOT NULL,
    party_hash character varying(64) NOT NULL,
    corrected_at timestamp with time zone,
    reviewed1_at timestamp with time zone,
    reviewed2_at timestamp with time zone,
    filed_at timestamp with time zone,
    decide_by timestamp with time zone,
    proposal jsonb NOT NULL,
    defence_until timestamp with time zone,
    outcome character varying(20) NOT NULL,
    amount integer,
    decided_why character varying(1000) NOT NULL,
    decided_at timestamp with time zone,
    case_id uuid,
    decided_by_id bigint,
    department_id bigint,
    maker_id bigint,
    maker_post_id bigint,
    reviewer1_id bigint,
    reviewer2_id bigint,
    decision_id uuid,
    notice_id uuid,
    power_id bigint NOT NULL,
    hearing_until timestamp with time zone,
    remind_at timestamp with time zone,
    reminded smallint NOT NULL,
    term_from timestamp with time zone
);

CREATE TABLE enforcement_offsite_evidence (
    id bigint NOT NULL,
    view character varying(10) NOT NULL,
    device character varying(40) NOT NULL,
    certificate_no character varying(80) NOT NULL,
    certificate_until date,
    lacks jsonb NOT NULL,
    captured_at timestamp with time zone NOT NULL,
    added_at timestamp with time zone NOT NULL,
    blob_id character varying(64) NOT NULL,
    file_id uuid NOT NULL,
    algo jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE enforcement_offsite_evidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME enforcement_offsite_evidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE enforcement_paper (
    id uuid NOT NULL,
    number character varying(80) NOT NULL,
    state character varying(20) NOT NULL,
    version integer NOT NULL,
    title character varying(200) NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    party_posts bigint[] NOT NULL,
    party_users bigint[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    overdue_at timestamp with time zone,
    ended_at timestamp with time zone,
    about character varying(60) NOT NULL,
    content jsonb NOT NULL,
    sealed jsonb NOT NULL,
    template integer NOT NULL,
    year smallint,
    serial integer,
    reviewed_at timestamp with time zone,
    issued_at timestamp with time zone,
    served_at timestamp with time zone,
    checked_at timestamp with time zone,
    outcome character varying(20) NOT NULL,
    ended_why character varying(300) NOT NULL,
    case_id uuid,
    department_id bigint,
    issued_by_id bigint,
    maker_id bigint,
    maker_post_id bigint,
    reviewer_id bigint,
    shop_id bigint,
    kind_id character varying(20) NOT NULL,
    power_id bigint,
    remind_at timestamp with time zone,
    reminded smallint NOT NULL,
    term_from timestamp with time zone,
    texts jsonb NOT NULL,
    over_m numeric(3,1)
);

CREATE TABLE enforcement_paper_kind (
    code character varying(20) NOT NULL,
    doc character varying(24) NOT NULL,
    grade character varying(10) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(80) NOT NULL,
    office_zh character varying(80) NOT NULL,
    short character varying(20) NOT NULL,
    number_form character varying(60) NOT NULL,
    amount numeric(7,2) NOT NULL,
    unit character varying(16) NOT NULL,
    contact character varying(120) NOT NULL,
    "order" smallint NOT NULL,
    version integer NOT NULL,
    office_en character varying(120) NOT NULL
);

CREATE TABLE enforcement_paper_template (
    id bigint NOT NULL,
    number integer NOT NULL,
    docx bytea NOT NULL,
    note character varying(200) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by bigint,
    kind_id character varying(20) NOT NULL
);

ALTER TABLE enforcement_paper_template ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME enforcement_paper_template_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE enforcement_power (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(200) NOT NULL,
    name_en character varying(200) NOT NULL,
    domain character varying(40) NOT NULL,
    department character varying(80) NOT NULL,
    kinds character varying(40)[] NOT NULL,
    matters character varying(16)[] NOT NULL,
    prohibition_basis character varying(300) NOT NULL,
    penalty_basis character varying(300) NOT NULL,
    discretion_note character varying(300) NOT NULL,
    way character varying(20) NOT NULL,
    document_no character varying(80) NOT NULL,
    effective_on date,
    expires_on date,
    recalled_on date,
    first_offence boolean NOT NULL,
    first_offence_rule character varying(300) NOT NULL,
    hearing boolean NOT NULL,
    legal_review boolean NOT NULL,
    status character varying(12) NOT NULL,
    status_said character varying(200) NOT NULL,
    source character varying(200) NOT NULL,
    version integer NOT NULL
);

ALTER TABLE enforcement_power ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME enforcement_power_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE enforcement_remedy (
    id uuid NOT NULL,
    number character varying(80) NOT NULL,
    state character varying(20) NOT NULL,
    version integer NOT NULL,
    title character varying(200) NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    party_posts bigint[] NOT NULL,
    party_users bigint[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    overdue_at timestamp with time zone,
    term_from timestamp with time zone,
    remind_at timestamp with time zone,
    reminded smallint NOT NULL,
    ended_at timestamp with time zone,
    kind character varying(16) NOT NULL,
    body character varying(120) NOT NULL,
    accepted_on date NOT NULL,
    decided_on date,
    outcome character varying(20) NOT NULL,
    outcome_zh character varying(40) NOT NULL,
    outcome_en character varying(80) NOT NULL,
    overturned boolean NOT NULL,
    case_id uuid,
    decision_id uuid NOT NULL,
    department_id bigint,
    maker_id bigint,
    maker_post_id bigint
);

CREATE TABLE enforcement_remedy_outcome (
    code character varying(20) NOT NULL,
    applies character varying(16) NOT NULL,
    overturned boolean NOT NULL,
    text_zh character varying(40) NOT NULL,
    text_en character varying(80) NOT NULL,
    "order" integer NOT NULL,
    active boolean NOT NULL,
    source character varying(16) NOT NULL
);

CREATE TABLE enforcement_service (
    id bigint NOT NULL,
    way character varying(12) NOT NULL,
    at timestamp with time zone NOT NULL,
    place character varying(200) NOT NULL,
    receiver character varying(60) NOT NULL,
    relation character varying(40) NOT NULL,
    refused boolean NOT NULL,
    refuse_why character varying(300) NOT NULL,
    witness character varying(60) NOT NULL,
    tracking character varying(60) NOT NULL,
    servers character varying(200) NOT NULL,
    by_post_id bigint,
    by_user_id bigint,
    paper_id uuid NOT NULL
);

ALTER TABLE enforcement_service ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME enforcement_service_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE enforcement_transfer (
    id uuid NOT NULL,
    number character varying(80) NOT NULL,
    state character varying(20) NOT NULL,
    version integer NOT NULL,
    title character varying(200) NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    party_posts bigint[] NOT NULL,
    party_users bigint[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    overdue_at timestamp with time zone,
    ended_at timestamp with time zone,
    direction character varying(3) NOT NULL,
    other character varying(120) NOT NULL,
    other_person character varying(120) NOT NULL,
    other_number character varying(80) NOT NULL,
    facts character varying(2000) NOT NULL,
    reason character varying(1000) NOT NULL,
    basis character varying(500) NOT NULL,
    place character varying(200) NOT NULL,
    materials jsonb NOT NULL,
    sealed_hash character varying(64) NOT NULL,
    approver_id bigint,
    sent_at timestamp with time zone,
    received_at timestamp with time zone,
    received_by character varying(120) NOT NULL,
    accepted_at timestamp with time zone,
    returned smallint NOT NULL,
    return_why character varying(1000) NOT NULL,
    result character varying(2000) NOT NULL,
    external character varying(80) NOT NULL,
    case_id uuid,
    department_id bigint,
    maker_id bigint,
    maker_post_id bigint,
    power_id bigint,
    remind_at timestamp with time zone,
    reminded smallint NOT NULL,
    term_from timestamp with time zone,
    lat double precision,
    lon double precision
);

CREATE TABLE evaluation_fact (
    id bigint NOT NULL,
    case_id uuid,
    key character varying(80) NOT NULL,
    kind character varying(16) NOT NULL,
    at timestamp with time zone NOT NULL,
    marks character varying(16)[] NOT NULL,
    value double precision NOT NULL,
    cells integer[] NOT NULL,
    department_id bigint,
    post_id bigint,
    user_id bigint,
    known_from timestamp with time zone NOT NULL,
    known_to timestamp with time zone,
    about character varying(60) NOT NULL
);

ALTER TABLE evaluation_fact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME evaluation_fact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE evaluation_form_effort (
    id bigint NOT NULL,
    form character varying(24) NOT NULL,
    week date NOT NULL,
    uses integer NOT NULL,
    asked integer NOT NULL,
    filled integer NOT NULL,
    typed integer NOT NULL,
    keys integer NOT NULL,
    touches integer NOT NULL
);

ALTER TABLE evaluation_form_effort ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME evaluation_form_effort_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE evaluation_track (
    about character varying(60) NOT NULL,
    story jsonb NOT NULL
);

CREATE TABLE joint_agenda_item (
    id bigint NOT NULL,
    "order" smallint NOT NULL,
    title character varying(200) NOT NULL,
    question character varying(500) NOT NULL,
    conclusion character varying(1000) NOT NULL,
    case_id uuid,
    meeting_id uuid NOT NULL
);

ALTER TABLE joint_agenda_item ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME joint_agenda_item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE joint_attendee (
    id bigint NOT NULL,
    unit_code character varying(48) NOT NULL,
    unit_zh character varying(120) NOT NULL,
    unit_en character varying(120) NOT NULL,
    answer character varying(4) NOT NULL,
    reason character varying(300) NOT NULL,
    present boolean,
    department_id bigint,
    partner_id bigint,
    post_id bigint,
    meeting_id uuid NOT NULL
);

ALTER TABLE joint_attendee ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME joint_attendee_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE joint_baseline (
    id bigint NOT NULL,
    measure character varying(8) NOT NULL,
    matter_code character varying(16) NOT NULL,
    unit_code character varying(48) NOT NULL,
    median_minutes double precision NOT NULL,
    n integer NOT NULL,
    since date NOT NULL,
    until date NOT NULL,
    source character varying(300) NOT NULL,
    cells integer[] NOT NULL,
    set_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    set_by_id bigint
);

ALTER TABLE joint_baseline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME joint_baseline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE joint_call (
    id uuid NOT NULL,
    number character varying(24) NOT NULL,
    kind character varying(16) NOT NULL,
    state character varying(12) NOT NULL,
    version integer NOT NULL,
    matter_code character varying(16) NOT NULL,
    matter_zh character varying(120) NOT NULL,
    matter_en character varying(120) NOT NULL,
    title_zh character varying(200) NOT NULL,
    title_en character varying(200) NOT NULL,
    why character varying(1000) NOT NULL,
    place_zh character varying(200) NOT NULL,
    place_en character varying(200) NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    party_posts bigint[] NOT NULL,
    department_ids bigint[] NOT NULL,
    meet_at timestamp with time zone,
    sent_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    arrived_at timestamp with time zone,
    result_at timestamp with time zone,
    closed_at timestamp with time zone,
    outcome character varying(12) NOT NULL,
    note character varying(1000) NOT NULL,
    caller_post_id bigint NOT NULL,
    caller_user_id bigint,
    case_id uuid,
    spot integer
);

CREATE TABLE joint_call_kind (
    code character varying(16) NOT NULL,
    name_zh character varying(30) NOT NULL,
    name_en character varying(30) NOT NULL,
    "order" smallint NOT NULL,
    answer_amount numeric(7,2) NOT NULL,
    answer_unit character varying(16) NOT NULL,
    arrive_amount numeric(7,2) NOT NULL,
    arrive_unit character varying(16) NOT NULL,
    urge_amount numeric(7,2) NOT NULL,
    urge_unit character varying(16) NOT NULL,
    urges smallint NOT NULL,
    source character varying(16) NOT NULL
);

CREATE TABLE joint_called (
    id bigint NOT NULL,
    unit_code character varying(48) NOT NULL,
    unit_zh character varying(120) NOT NULL,
    unit_en character varying(120) NOT NULL,
    lead boolean NOT NULL,
    demand character varying(300) NOT NULL,
    state character varying(12) NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    answer_due_at timestamp with time zone NOT NULL,
    arrive_due_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone,
    urges smallint NOT NULL,
    escalated_at timestamp with time zone,
    late_at timestamp with time zone,
    answer character varying(12) NOT NULL,
    answered_at timestamp with time zone,
    reason character varying(500) NOT NULL,
    arrived_at timestamp with time zone,
    arrived_lon double precision,
    arrived_lat double precision,
    arrived_m double precision,
    result_at timestamp with time zone,
    result character varying(1000) NOT NULL,
    pictures character varying(64)[] NOT NULL,
    unit_rating character varying(12) NOT NULL,
    unit_rating_note character varying(300) NOT NULL,
    matter_rating character varying(12) NOT NULL,
    matter_rating_note character varying(300) NOT NULL,
    delegated_from_id bigint,
    department_id bigint,
    post_id bigint,
    call_id uuid NOT NULL,
    partner_id bigint,
    CONSTRAINT joint_called_one_unit CHECK ((((department_id IS NULL) AND (partner_id IS NULL) AND (post_id IS NOT NULL)) OR ((department_id IS NOT NULL) AND (partner_id IS NULL) AND (post_id IS NULL)) OR ((department_id IS NULL) AND (partner_id IS NOT NULL) AND (post_id IS NULL))))
);

ALTER TABLE joint_called ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME joint_called_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE joint_decision (
    id bigint NOT NULL,
    text character varying(1000) NOT NULL,
    covenant text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    decided_by_id bigint,
    item_id bigint NOT NULL,
    meeting_id uuid NOT NULL
);

ALTER TABLE joint_decision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME joint_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE joint_emergency (
    id uuid NOT NULL,
    number character varying(24) NOT NULL,
    state character varying(12) NOT NULL,
    kind character varying(16) NOT NULL,
    kind_zh character varying(30) NOT NULL,
    kind_en character varying(60) NOT NULL,
    reason character varying(300) NOT NULL,
    area_ids integer[] NOT NULL,
    cells integer[] NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    note character varying(300) NOT NULL,
    begun_by_id bigint,
    ended_by_id bigint,
    street_id bigint NOT NULL
);

CREATE TABLE joint_emergency_duty (
    id bigint NOT NULL,
    code character varying(16) NOT NULL,
    seat character varying(32) NOT NULL,
    form character varying(8) NOT NULL,
    what_zh character varying(60) NOT NULL,
    what_en character varying(120) NOT NULL,
    "order" smallint NOT NULL,
    place character varying(48) NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    state character varying(8) NOT NULL,
    given_at timestamp with time zone NOT NULL,
    arrived_at timestamp with time zone,
    done_at timestamp with time zone,
    closed_at timestamp with time zone,
    count integer,
    unreached integer,
    note character varying(300) NOT NULL,
    late boolean NOT NULL,
    presses character varying(64)[] NOT NULL,
    area_id bigint NOT NULL,
    done_by_id bigint,
    done_post_id bigint,
    emergency_id uuid NOT NULL,
    post_id bigint NOT NULL,
    station_id bigint,
    CONSTRAINT joint_emergency_duty_count CHECK (((count IS NULL) OR (count >= 0))),
    CONSTRAINT joint_emergency_duty_no_names CHECK (((NOT ((form)::text = 'count'::text)) OR ((note)::text = ''::text)))
);

ALTER TABLE joint_emergency_duty ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME joint_emergency_duty_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE joint_emergency_kind (
    code character varying(16) NOT NULL,
    name_zh character varying(30) NOT NULL,
    name_en character varying(60) NOT NULL,
    "order" smallint NOT NULL,
    active boolean NOT NULL
);

CREATE TABLE joint_emergency_task (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    code character varying(16) NOT NULL,
    seat character varying(32) NOT NULL,
    form character varying(8) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(120) NOT NULL,
    "order" smallint NOT NULL,
    active boolean NOT NULL
);

ALTER TABLE joint_emergency_task ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME joint_emergency_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE joint_force (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    people smallint NOT NULL,
    skill_zh character varying(120) NOT NULL,
    skill_en character varying(120) NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    active boolean NOT NULL,
    area_id bigint NOT NULL,
    department_id bigint,
    post_id bigint,
    partner_id bigint,
    duty character varying(120) NOT NULL,
    phone character varying(30) NOT NULL,
    version integer NOT NULL
);

ALTER TABLE joint_force ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME joint_force_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE joint_meeting (
    id uuid NOT NULL,
    number character varying(24) NOT NULL,
    kind character varying(8) NOT NULL,
    state character varying(12) NOT NULL,
    version integer NOT NULL,
    sequence integer NOT NULL,
    title character varying(200) NOT NULL,
    place character varying(200) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    minutes text NOT NULL,
    reason character varying(500) NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    party_posts bigint[] NOT NULL,
    department_ids bigint[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone,
    closed_at timestamp with time zone,
    chair_post_id bigint NOT NULL,
    spot integer,
    CONSTRAINT joint_meeting_ends CHECK ((ends_at > starts_at))
);

CREATE TABLE joint_partner (
    id bigint NOT NULL,
    code character varying(32) NOT NULL,
    name_zh character varying(120) NOT NULL,
    name_en character varying(120) NOT NULL,
    level character varying(12) NOT NULL,
    phone character varying(30) NOT NULL,
    duty_zh character varying(200) NOT NULL,
    duty_en character varying(200) NOT NULL,
    cells integer[] NOT NULL,
    active boolean NOT NULL,
    version integer NOT NULL
);

ALTER TABLE joint_partner ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME joint_partner_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE joint_sequence (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    day date NOT NULL,
    last integer NOT NULL
);

ALTER TABLE joint_sequence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME joint_sequence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE joint_task (
    id uuid NOT NULL,
    "order" smallint NOT NULL,
    what character varying(500) NOT NULL,
    state character varying(12) NOT NULL,
    version integer NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    party_posts bigint[] NOT NULL,
    department_ids bigint[] NOT NULL,
    limit_amount numeric(7,2) NOT NULL,
    limit_unit character varying(16) NOT NULL,
    given_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    calendar_version integer NOT NULL,
    overdue_since timestamp with time zone,
    started_at timestamp with time zone,
    done_at timestamp with time zone,
    result character varying(1000) NOT NULL,
    ended_at timestamp with time zone,
    note character varying(500) NOT NULL,
    sent_back smallint NOT NULL,
    pictures character varying(64)[] NOT NULL,
    case_id uuid,
    checked_post_id bigint,
    decision_id bigint NOT NULL,
    done_by_id bigint,
    giver_post_id bigint
);

CREATE TABLE joint_task_unit (
    id bigint NOT NULL,
    unit_code character varying(48) NOT NULL,
    unit_zh character varying(120) NOT NULL,
    unit_en character varying(120) NOT NULL,
    lead boolean NOT NULL,
    department_id bigint,
    partner_id bigint,
    post_id bigint,
    task_id uuid NOT NULL
);

ALTER TABLE joint_task_unit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME joint_task_unit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE kernel_answered (
    mark character varying(64) NOT NULL,
    status smallint NOT NULL,
    media_type character varying(80) NOT NULL,
    body bytea NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE kernel_blob (
    sha256 character varying(64) NOT NULL,
    media_type character varying(40) NOT NULL,
    size integer NOT NULL,
    width integer,
    height integer,
    taken_at timestamp with time zone,
    lon double precision,
    lat double precision,
    thumb boolean NOT NULL,
    stored_at timestamp with time zone NOT NULL
);

CREATE TABLE kernel_blob_receipt (
    id bigint NOT NULL,
    received_sha256 character varying(64) NOT NULL,
    received_size integer NOT NULL,
    keep_place boolean NOT NULL,
    received_at timestamp with time zone NOT NULL,
    blob_id character varying(64) NOT NULL
);

ALTER TABLE kernel_blob_receipt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME kernel_blob_receipt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE kernel_calendar_day (
    date date NOT NULL,
    kind character varying(16) NOT NULL,
    periods character varying(120) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(80) NOT NULL,
    source character varying(200) NOT NULL,
    edited_by bigint,
    edited_at timestamp with time zone NOT NULL,
    CONSTRAINT kernel_calendar_day_kind CHECK (((kind)::text = ANY ((ARRAY['holiday'::character varying, 'lieu_off'::character varying, 'lieu_work'::character varying, 'local_off'::character varying, 'local_work'::character varying])::text[])))
);

CREATE TABLE kernel_calendar_period (
    id bigint NOT NULL,
    weekdays smallint[] NOT NULL,
    start time without time zone NOT NULL,
    "end" time without time zone NOT NULL,
    valid_from date,
    valid_to date
);

ALTER TABLE kernel_calendar_period ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME kernel_calendar_period_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE kernel_calendar_version (
    version integer NOT NULL,
    key uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by bigint,
    reason character varying(40) NOT NULL,
    tz character varying(64) NOT NULL,
    hours_per_work_day numeric(4,2) NOT NULL,
    snapshot jsonb NOT NULL,
    CONSTRAINT kernel_calendar_version_version_check CHECK ((version >= 0))
);

CREATE TABLE kernel_calendar_year (
    year smallint NOT NULL,
    source character varying(200) NOT NULL,
    edited_by bigint,
    edited_at timestamp with time zone NOT NULL,
    CONSTRAINT kernel_calendar_year_year_check CHECK ((year >= 0))
);

CREATE TABLE kernel_cursor (
    name character varying(80) NOT NULL,
    tx bigint NOT NULL,
    event_id bigint NOT NULL,
    failures integer NOT NULL,
    retry_at timestamp with time zone
);

CREATE TABLE kernel_event (
    id bigint NOT NULL,
    tx xid8 DEFAULT weige_tx() NOT NULL,
    at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    kind character varying(80) NOT NULL,
    subject character varying(80) NOT NULL,
    payload jsonb NOT NULL,
    personal character varying(80)[] NOT NULL,
    actor_kind character varying(16) NOT NULL,
    actor_user_id bigint,
    actor_post_id bigint,
    actor_name character varying(120) NOT NULL,
    cells integer[] NOT NULL,
    department_id bigint,
    post_ids bigint[] NOT NULL,
    user_ids bigint[] NOT NULL
);

ALTER TABLE kernel_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME kernel_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE kernel_link (
    id bigint NOT NULL,
    purpose character varying(24) NOT NULL,
    subject character varying(80) NOT NULL,
    label character varying(120) NOT NULL,
    digest character varying(64) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    issued_by_user_id bigint,
    issued_by_post_id bigint,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_why character varying(200) NOT NULL,
    uses integer NOT NULL,
    last_used_at timestamp with time zone,
    minute_at timestamp with time zone,
    minute_uses integer NOT NULL,
    CONSTRAINT kernel_link_ends CHECK ((expires_at > issued_at))
);

ALTER TABLE kernel_link ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME kernel_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE kernel_link_tally (
    address character varying(64) NOT NULL,
    since timestamp with time zone NOT NULL,
    failures integer NOT NULL
);

CREATE TABLE kernel_parked (
    id bigint NOT NULL,
    reader character varying(80) NOT NULL,
    handler character varying(200) NOT NULL,
    error text NOT NULL,
    parked_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone,
    event_id bigint NOT NULL
);

ALTER TABLE kernel_parked ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME kernel_parked_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE kernel_reference_version (
    id bigint NOT NULL,
    "table" character varying(40) NOT NULL,
    key character varying(120) NOT NULL,
    no integer NOT NULL,
    before jsonb,
    after jsonb NOT NULL,
    note character varying(200) NOT NULL,
    restores integer,
    made_at timestamp with time zone NOT NULL,
    made_by bigint,
    by_name character varying(120) NOT NULL,
    CONSTRAINT kernel_reference_version_no_check CHECK ((no >= 0)),
    CONSTRAINT kernel_reference_version_restores_check CHECK ((restores >= 0))
);

ALTER TABLE kernel_reference_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME kernel_reference_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE kernel_seal (
    event_id bigint NOT NULL,
    day date NOT NULL,
    seq integer NOT NULL,
    hash character varying(64) NOT NULL,
    salt character varying(32) DEFAULT ''::character varying NOT NULL,
    version smallint DEFAULT 1 NOT NULL
);

CREATE TABLE kernel_sealed_day (
    day date NOT NULL,
    count integer NOT NULL,
    root character varying(64) NOT NULL,
    hash character varying(64) NOT NULL
);

CREATE TABLE kernel_setting (
    key character varying(80) NOT NULL,
    value jsonb NOT NULL
);

CREATE TABLE kernel_task_run (
    name character varying(120) NOT NULL,
    seconds double precision NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    duration_ms integer NOT NULL,
    failures integer NOT NULL,
    error text NOT NULL
);

CREATE TABLE knowledge_black_spot (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    state character varying(12) NOT NULL,
    version integer NOT NULL,
    title_zh character varying(120) NOT NULL,
    title_en character varying(160) NOT NULL,
    matters character varying(16)[] NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    radius_m integer NOT NULL,
    area jsonb,
    place_zh character varying(200) NOT NULL,
    place_en character varying(200) NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    why character varying(1000) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    closing character varying(1000) NOT NULL,
    joint_ref character varying(64) NOT NULL,
    opened_by_id bigint,
    shop_id bigint,
    CONSTRAINT knowledge_spot_radius CHECK (((radius_m >= 5) AND (radius_m <= 500)))
);

ALTER TABLE knowledge_black_spot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME knowledge_black_spot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE knowledge_check (
    id bigint NOT NULL,
    due_on date NOT NULL,
    told_at timestamp with time zone,
    done_at timestamp with time zone,
    found character varying(8) NOT NULL,
    note character varying(300) NOT NULL,
    done_by_id bigint,
    plan_id bigint NOT NULL,
    arrived_at timestamp with time zone,
    arrived_m double precision,
    pictures character varying(64)[] NOT NULL
);

ALTER TABLE knowledge_check ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME knowledge_check_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE knowledge_frequent_rule (
    id bigint NOT NULL,
    prefix character varying(16) NOT NULL,
    count smallint NOT NULL,
    days smallint NOT NULL,
    within_m smallint NOT NULL,
    source character varying(16) NOT NULL,
    CONSTRAINT knowledge_frequent_rule_bounds CHECK (((count >= 2) AND (days >= 1) AND (days <= 180) AND (within_m >= 5) AND (within_m <= 300)))
);

ALTER TABLE knowledge_frequent_rule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME knowledge_frequent_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE knowledge_measure (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    text character varying(500) NOT NULL,
    at timestamp with time zone NOT NULL,
    until timestamp with time zone,
    cost numeric(12,2),
    by character varying(120) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by_id bigint,
    spot_id bigint NOT NULL,
    ref character varying(48) NOT NULL
);

ALTER TABLE knowledge_measure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME knowledge_measure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE knowledge_plan (
    id bigint NOT NULL,
    text character varying(200) NOT NULL,
    every_days smallint NOT NULL,
    ended_at timestamp with time zone,
    post_id bigint NOT NULL,
    spot_id bigint NOT NULL
);

ALTER TABLE knowledge_plan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME knowledge_plan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE messaging_notice (
    id bigint NOT NULL,
    subject character varying(80) NOT NULL,
    template character varying(60) NOT NULL,
    params jsonb NOT NULL,
    channel character varying(16) NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    post_id bigint,
    read_by_id bigint,
    user_id bigint,
    carrier character varying(24) NOT NULL,
    due_at timestamp with time zone,
    error character varying(300) NOT NULL,
    state character varying(10) NOT NULL,
    tries smallint NOT NULL,
    link jsonb,
    outside character varying(80) NOT NULL,
    wording_id bigint
);

ALTER TABLE messaging_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME messaging_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE messaging_wording (
    id bigint NOT NULL,
    template character varying(60) NOT NULL,
    zh character varying(300) NOT NULL,
    en character varying(300) NOT NULL,
    sms boolean NOT NULL,
    active boolean NOT NULL,
    made_at timestamp with time zone NOT NULL
);

ALTER TABLE messaging_wording ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME messaging_wording_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_department (
    id bigint NOT NULL,
    code character varying(32) NOT NULL,
    name_zh character varying(120) NOT NULL,
    name_en character varying(120) NOT NULL
);

ALTER TABLE people_department ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_department_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_grant (
    id bigint NOT NULL,
    verb character varying(60) NOT NULL,
    level character varying(24) NOT NULL,
    role_id bigint NOT NULL
);

ALTER TABLE people_grant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_grant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_look (
    id bigint NOT NULL,
    subject character varying(80) NOT NULL,
    fields character varying(60)[] NOT NULL,
    purpose character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    post_id bigint
);

ALTER TABLE people_look ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_look_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_patrol (
    id bigint NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    metres integer NOT NULL,
    area_id bigint NOT NULL,
    post_id bigint NOT NULL,
    shift_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE people_patrol ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_patrol_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_post (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name_zh character varying(120) NOT NULL,
    name_en character varying(120) NOT NULL,
    area_id bigint NOT NULL,
    department_id bigint,
    role_id bigint NOT NULL
);

ALTER TABLE people_post ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_post_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_post_term (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    post_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE people_post_term ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_post_term_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_role (
    id bigint NOT NULL,
    code character varying(32) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(60) NOT NULL,
    shipped character varying(90)[] NOT NULL
);

ALTER TABLE people_role ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_role_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_shift (
    id bigint NOT NULL,
    start timestamp with time zone NOT NULL,
    "end" timestamp with time zone NOT NULL,
    lon double precision,
    lat double precision,
    position_at timestamp with time zone,
    area_id bigint NOT NULL,
    post_id bigint NOT NULL,
    cancelled_at timestamp with time zone,
    note character varying(200) NOT NULL,
    station_id bigint
);

ALTER TABLE people_shift ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_shift_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_shift_pattern (
    id bigint NOT NULL,
    weekdays integer[] NOT NULL,
    start time without time zone NOT NULL,
    minutes integer NOT NULL,
    area_id bigint NOT NULL,
    post_id bigint NOT NULL,
    station_id bigint,
    active boolean NOT NULL,
    since date,
    CONSTRAINT people_shift_pattern_length CHECK (((minutes > 0) AND (minutes <= 1440)))
);

ALTER TABLE people_shift_pattern ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_shift_pattern_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_sign_in_tally (
    key character varying(80) NOT NULL,
    failures integer NOT NULL,
    since timestamp with time zone NOT NULL,
    locked_until timestamp with time zone
);

CREATE TABLE people_station_force (
    id bigint NOT NULL,
    weekdays integer[] NOT NULL,
    start time without time zone NOT NULL,
    minutes integer NOT NULL,
    seats smallint NOT NULL,
    department_id bigint NOT NULL,
    station_id bigint NOT NULL,
    CONSTRAINT people_force_length CHECK (((minutes > 0) AND (minutes <= 1440) AND (seats > 0)))
);

ALTER TABLE people_station_force ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_station_force_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_token (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    label character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    user_id bigint NOT NULL
);

ALTER TABLE people_token ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_track_point (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    shift_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE people_track_point ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_track_point_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    username character varying(64) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(60) NOT NULL,
    kind character varying(12) NOT NULL,
    language character varying(5) NOT NULL,
    is_active boolean NOT NULL,
    failed_logins integer NOT NULL,
    locked_until timestamp with time zone,
    must_change_password boolean NOT NULL
);

ALTER TABLE people_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people_workstation (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name_zh character varying(120) NOT NULL,
    name_en character varying(120) NOT NULL,
    address character varying(200) NOT NULL,
    lon double precision,
    lat double precision,
    valid_from date NOT NULL,
    valid_to date,
    area_id bigint NOT NULL
);

ALTER TABLE people_workstation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_workstation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry_headcount (
    id bigint NOT NULL,
    households integer NOT NULL,
    residents integer NOT NULL,
    as_of date NOT NULL,
    source character varying(120) NOT NULL,
    building_id bigint NOT NULL,
    CONSTRAINT registry_headcount_not_negative CHECK (((households >= 0) AND (residents >= 0)))
);

ALTER TABLE registry_headcount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME registry_headcount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry_shop (
    id bigint NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    code character varying(40) NOT NULL,
    name_zh character varying(120) NOT NULL,
    name_en character varying(120) NOT NULL,
    trade character varying(40) NOT NULL,
    address character varying(256) NOT NULL,
    frontage_m double precision,
    building_id bigint,
    owner_id bigint,
    premise_id bigint
);

ALTER TABLE registry_shop ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME registry_shop_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry_tag (
    id bigint NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    kind character varying(12) NOT NULL,
    ref bigint NOT NULL,
    key character varying(120) NOT NULL,
    name_zh character varying(200) NOT NULL,
    name_en character varying(200) NOT NULL,
    source character varying(200) NOT NULL,
    note character varying(300) NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    put_at timestamp with time zone NOT NULL,
    put_by character varying(120) NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(120) NOT NULL,
    visited_at timestamp with time zone,
    visited_by character varying(120) NOT NULL,
    post_id bigint,
    batch_id bigint,
    label_id character varying(40) NOT NULL,
    before_visit_at timestamp with time zone,
    before_visit_by character varying(120) NOT NULL
);

CREATE TABLE registry_tag_batch (
    id bigint NOT NULL,
    how character varying(8) NOT NULL,
    source character varying(200) NOT NULL,
    count integer NOT NULL,
    put_at timestamp with time zone NOT NULL,
    put_by character varying(120) NOT NULL,
    undone_at timestamp with time zone,
    undone_by character varying(120) NOT NULL,
    post_id bigint,
    label_id character varying(40)
);

ALTER TABLE registry_tag_batch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME registry_tag_batch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE registry_tag ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME registry_tag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry_tag_kind (
    code character varying(40) NOT NULL,
    name_zh character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL,
    colour character varying(12) NOT NULL,
    "on" character varying(12)[] NOT NULL,
    note character varying(300) NOT NULL,
    every_days integer,
    retired boolean NOT NULL,
    version integer NOT NULL
);

CREATE TABLE registry_word (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    zh character varying(80) NOT NULL,
    en character varying(120) NOT NULL
);

ALTER TABLE registry_word ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME registry_word_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE scenarios_replay (
    id uuid NOT NULL,
    base integer NOT NULL,
    changes jsonb NOT NULL,
    start timestamp with time zone NOT NULL,
    "end" timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    share double precision NOT NULL,
    signals bigint NOT NULL,
    seconds double precision NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    facts jsonb,
    result jsonb,
    trouble character varying(1000) NOT NULL,
    asked_by_id bigint,
    asked_post_id bigint,
    scenario_id character varying(60) NOT NULL,
    version integer
);

CREATE TABLE scenarios_scenario (
    id character varying(60) NOT NULL,
    version integer NOT NULL,
    pack jsonb NOT NULL,
    source character varying(200) NOT NULL,
    enabled boolean NOT NULL,
    loaded_at timestamp with time zone NOT NULL,
    cells integer[] NOT NULL
);

CREATE TABLE scenarios_version (
    id bigint NOT NULL,
    number integer NOT NULL,
    pack jsonb NOT NULL,
    state character varying(12) NOT NULL,
    source character varying(200) NOT NULL,
    reason character varying(1000) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    switch_at timestamp with time zone,
    switched_at timestamp with time zone,
    ended_at timestamp with time zone,
    end_reason character varying(1000) NOT NULL,
    author_id bigint,
    author_post_id bigint,
    scenario_id character varying(60) NOT NULL,
    trial_id uuid,
    text text NOT NULL
);

ALTER TABLE scenarios_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME scenarios_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_ailment (
    id bigint NOT NULL,
    reason character varying(32) NOT NULL,
    since timestamp with time zone NOT NULL,
    figures jsonb NOT NULL,
    ended_at timestamp with time zone,
    device_id bigint NOT NULL
);

ALTER TABLE sensing_ailment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_ailment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_alert_group (
    id uuid NOT NULL,
    scenario character varying(60) NOT NULL,
    place character varying(40) NOT NULL,
    place_zh character varying(200) NOT NULL,
    place_en character varying(200) NOT NULL,
    cells integer[] NOT NULL,
    level smallint NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    count integer NOT NULL,
    told_count integer NOT NULL,
    lead uuid NOT NULL,
    told bigint[] NOT NULL,
    step smallint NOT NULL,
    next_at timestamp with time zone,
    digest_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    acknowledged_by_id bigint
);

CREATE TABLE sensing_archive_part (
    id bigint NOT NULL,
    number integer NOT NULL,
    path character varying(120) NOT NULL,
    rows bigint NOT NULL,
    bytes bigint NOT NULL,
    digest character varying(64) NOT NULL,
    sha256 character varying(64) NOT NULL,
    after jsonb NOT NULL,
    upto jsonb NOT NULL,
    personal jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    day_id date NOT NULL
);

ALTER TABLE sensing_archive_part ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_archive_part_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_called (
    id bigint NOT NULL,
    channel character varying(16) NOT NULL,
    level smallint NOT NULL,
    step smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    group_id uuid NOT NULL,
    post_id bigint NOT NULL
);

ALTER TABLE sensing_called ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_called_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_credential (
    id uuid NOT NULL,
    number integer NOT NULL,
    label character varying(60) NOT NULL,
    digest character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    device_id bigint NOT NULL
);

CREATE TABLE sensing_day (
    day date NOT NULL,
    upto jsonb NOT NULL,
    archived_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    kept bigint[],
    thinned_at timestamp with time zone,
    gone boolean NOT NULL
);

ALTER TABLE sensing_device ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_device_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_device_weight (
    id bigint NOT NULL,
    scenario character varying(60) NOT NULL,
    "right" integer NOT NULL,
    wrong integer NOT NULL,
    counted_from timestamp with time zone,
    doubted_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    changed_by_id bigint,
    device_id bigint NOT NULL
);

ALTER TABLE sensing_device_weight ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_device_weight_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_examination (
    device_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    figures jsonb NOT NULL
);

CREATE TABLE sensing_flushed (
    lane smallint NOT NULL,
    "position" bigint NOT NULL
);

CREATE TABLE sensing_held (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    what character varying(8) NOT NULL,
    why character varying(16) NOT NULL,
    ref character varying(80) NOT NULL,
    until timestamp with time zone,
    params jsonb NOT NULL,
    group_id uuid,
    warning_id uuid
);

ALTER TABLE sensing_held ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_held_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE sensing_history_batch
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE sensing_inhibition (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    spec jsonb NOT NULL,
    reason character varying(400) NOT NULL,
    author_name character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    author_id bigint,
    ended_by_id bigint
);

ALTER TABLE sensing_inhibition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_inhibition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_keeping (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    doing character varying(120) NOT NULL,
    done jsonb NOT NULL,
    error character varying(2000) NOT NULL
);

ALTER TABLE sensing_keeping ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_keeping_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_lane (
    number smallint NOT NULL,
    "position" bigint NOT NULL,
    stamp bigint NOT NULL,
    readings bigint NOT NULL,
    swept_at timestamp with time zone,
    source jsonb NOT NULL
);

CREATE TABLE sensing_lane_lease (
    lane smallint NOT NULL,
    worker character varying(120) NOT NULL,
    until timestamp with time zone NOT NULL
);

CREATE TABLE sensing_lane_worker (
    name character varying(120) NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

CREATE TABLE sensing_live_source (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    address character varying(300) NOT NULL,
    note character varying(200) NOT NULL,
    device_id bigint,
    post_id bigint,
    CONSTRAINT sensing_live_kind CHECK (((kind)::text = ANY ((ARRAY['hls'::character varying, 'whep'::character varying, 'snapshot'::character varying, 'folder'::character varying])::text[]))),
    CONSTRAINT sensing_live_one_owner CHECK ((((device_id IS NOT NULL) AND (post_id IS NULL)) OR ((device_id IS NULL) AND (post_id IS NOT NULL))))
);

ALTER TABLE sensing_live_source ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_live_source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE sensing_permit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_permit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_place_name (
    id bigint NOT NULL,
    text character varying(256) NOT NULL,
    named_at timestamp with time zone NOT NULL,
    building_id bigint,
    shop_id bigint,
    CONSTRAINT sensing_place_name_place CHECK (((building_id IS NOT NULL) OR (shop_id IS NOT NULL)))
);

ALTER TABLE sensing_place_name ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_place_name_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_public_alert (
    id uuid NOT NULL,
    thread uuid NOT NULL,
    turn integer NOT NULL,
    kind character varying(6) NOT NULL,
    sent timestamp with time zone NOT NULL,
    expires timestamp with time zone NOT NULL,
    body jsonb NOT NULL,
    author character varying(120) NOT NULL,
    cells integer[] NOT NULL,
    warning_id uuid NOT NULL,
    CONSTRAINT sensing_public_alert_kind CHECK (((kind)::text = ANY ((ARRAY['alert'::character varying, 'update'::character varying, 'cancel'::character varying])::text[])))
);

CREATE TABLE sensing_quarantined (
    id bigint NOT NULL,
    key character varying(64) NOT NULL,
    "group" character varying(64) NOT NULL,
    state character varying(10) NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    count integer NOT NULL,
    dropped integer NOT NULL,
    transport character varying(8) NOT NULL,
    speaker character varying(80) NOT NULL,
    format character varying(60) NOT NULL,
    topic character varying(256) NOT NULL,
    device_code character varying(120) NOT NULL,
    proven character varying(40) NOT NULL,
    via_code character varying(40) NOT NULL,
    signal_id character varying(80) NOT NULL,
    reason character varying(60) NOT NULL,
    params jsonb NOT NULL,
    names jsonb NOT NULL,
    raw bytea NOT NULL,
    size integer NOT NULL,
    cells integer[] NOT NULL,
    settled_at timestamp with time zone,
    settled_by character varying(120) NOT NULL,
    settled_reason character varying(40) NOT NULL,
    note character varying(400) NOT NULL,
    CONSTRAINT sensing_quarantined_state CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'replayed'::character varying, 'discarded'::character varying])::text[])))
);

ALTER TABLE sensing_quarantined ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_quarantined_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_reading (
    at timestamp with time zone NOT NULL,
    device_id bigint NOT NULL,
    kind character varying(32) NOT NULL,
    value double precision,
    data jsonb,
    judged boolean NOT NULL,
    source character varying(60) NOT NULL,
    signal_id character varying(80) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    lane smallint DEFAULT 0 NOT NULL,
    batch bigint DEFAULT 0 NOT NULL,
    ord integer DEFAULT 0 NOT NULL
)
PARTITION BY RANGE (at);

CREATE TABLE sensing_reading_thin (
    device_id bigint NOT NULL,
    kind character varying(32) NOT NULL,
    at timestamp with time zone NOT NULL,
    seconds integer NOT NULL,
    count bigint NOT NULL,
    low double precision,
    mean double precision,
    high double precision
);

CREATE TABLE sensing_rule (
    scenario character varying(60) NOT NULL,
    version integer NOT NULL,
    spec jsonb NOT NULL,
    kinds jsonb NOT NULL,
    active boolean NOT NULL,
    installed_at timestamp with time zone NOT NULL
);

CREATE TABLE sensing_silence (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    scenario character varying(60) NOT NULL,
    subject character varying(120) NOT NULL,
    cells integer[] NOT NULL,
    place_zh character varying(200) NOT NULL,
    place_en character varying(200) NOT NULL,
    up_to smallint NOT NULL,
    reason character varying(400) NOT NULL,
    start timestamp with time zone NOT NULL,
    "end" timestamp with time zone NOT NULL,
    weekdays smallint[] NOT NULL,
    hours character varying(11)[] NOT NULL,
    author_name character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    area_id bigint,
    author_id bigint,
    building_id bigint,
    device_id bigint,
    ended_by_id bigint,
    CONSTRAINT sensing_silence_ends CHECK (("end" > start)),
    CONSTRAINT sensing_silence_kind CHECK (((kind)::text = ANY ((ARRAY['silence'::character varying, 'maintenance'::character varying])::text[])))
);

ALTER TABLE sensing_silence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_silence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_snapshot (
    id bigint NOT NULL,
    lane smallint NOT NULL,
    "position" bigint NOT NULL,
    stamp bigint NOT NULL,
    readings bigint NOT NULL,
    form smallint NOT NULL,
    state bytea NOT NULL,
    made_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY sensing_snapshot ALTER COLUMN state SET STORAGE EXTERNAL;

ALTER TABLE sensing_snapshot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_snapshot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_source_name (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    kind character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    device_id bigint NOT NULL,
    via_id bigint
);

ALTER TABLE sensing_source_name ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_source_name_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_step (
    id bigint NOT NULL,
    lane smallint NOT NULL,
    "position" bigint NOT NULL,
    stamp bigint NOT NULL,
    kind character varying(12) NOT NULL,
    told jsonb,
    pack bytea,
    at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY sensing_step ALTER COLUMN pack SET STORAGE EXTERNAL;

ALTER TABLE sensing_step ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_tracked (
    id bigint NOT NULL,
    key character varying(80) NOT NULL,
    camera character varying(120) NOT NULL,
    label character varying(120) NOT NULL,
    confidence double precision NOT NULL,
    zones jsonb NOT NULL,
    since double precision NOT NULL,
    last double precision NOT NULL,
    until double precision,
    device_id bigint NOT NULL
);

ALTER TABLE sensing_tracked ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sensing_tracked_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sensing_warning (
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    id uuid NOT NULL,
    scenario character varying(60) NOT NULL,
    version integer NOT NULL,
    subject character varying(120) NOT NULL,
    level smallint NOT NULL,
    state character varying(12) NOT NULL,
    title_zh character varying(200) NOT NULL,
    title_en character varying(200) NOT NULL,
    place_zh character varying(200) NOT NULL,
    place_en character varying(200) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    count integer NOT NULL,
    pictures jsonb NOT NULL,
    explain jsonb NOT NULL,
    plan jsonb,
    case_id uuid,
    confirmed_at timestamp with time zone,
    recovered_at timestamp with time zone,
    over_at timestamp with time zone,
    reason_code character varying(40) NOT NULL,
    note character varying(1000) NOT NULL,
    building_id bigint,
    confirmed_by_id bigint,
    device_id bigint,
    shop_id bigint,
    acknowledged_at timestamp with time zone,
    acknowledged_by_id bigint,
    announced_at timestamp with time zone,
    doubted boolean NOT NULL,
    label character varying(40) NOT NULL,
    notice_due timestamp with time zone,
    queue smallint GENERATED ALWAYS AS (
CASE
    WHEN ((NOT doubted) AND ((state)::text = 'open'::text)) THEN 0
    WHEN ((state)::text = 'open'::text) THEN 1
    WHEN ((state)::text = 'confirmed'::text) THEN 2
    ELSE 3
END) STORED,
    group_id uuid,
    no_data_since timestamp with time zone,
    judged_at timestamp with time zone,
    judged_by_id bigint,
    judged_right boolean,
    CONSTRAINT sensing_warning_level CHECK (((level >= 1) AND (level <= 4))),
    CONSTRAINT sensing_warning_state CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'confirmed'::character varying, 'dismissed'::character varying, 'cleared'::character varying, 'ended'::character varying])::text[])))
);

CREATE TABLE sharing_request (
    id bigint NOT NULL,
    token uuid NOT NULL,
    address character varying(200) NOT NULL,
    address_id character varying(60) NOT NULL,
    answers jsonb NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    case_id uuid NOT NULL,
    key_id bigint,
    service_id bigint NOT NULL
);

ALTER TABLE sharing_request ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sharing_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sharing_service (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name_zh character varying(80) NOT NULL,
    name_en character varying(80) NOT NULL,
    description_zh character varying(400) NOT NULL,
    description_en character varying(400) NOT NULL,
    group_zh character varying(60) NOT NULL,
    group_en character varying(60) NOT NULL,
    keywords character varying(40)[] NOT NULL,
    attributes jsonb NOT NULL,
    publish character varying(4) NOT NULL,
    "order" integer NOT NULL,
    active boolean NOT NULL,
    matter_id bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT sharing_service_publish CHECK (((publish)::text = ANY ((ARRAY['own'::character varying, 'all'::character varying])::text[])))
);

ALTER TABLE sharing_service ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sharing_service_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE sharing_update (
    id bigint NOT NULL,
    source character varying(8) NOT NULL,
    stage character varying(16) NOT NULL,
    state character varying(16) NOT NULL,
    at timestamp with time zone NOT NULL,
    event_id bigint,
    remote_id character varying(60) NOT NULL,
    request_id bigint NOT NULL
);

ALTER TABLE sharing_update ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME sharing_update_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE territory_address (
    id bigint NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    text character varying(256) NOT NULL,
    number character varying(40) NOT NULL,
    building_id bigint,
    road_id bigint
);

ALTER TABLE territory_address ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME territory_address_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE territory_area (
    id bigint NOT NULL,
    code character varying(32) NOT NULL,
    level character varying(24) NOT NULL,
    path integer[] NOT NULL,
    name_zh character varying(120) NOT NULL,
    name_en character varying(120) NOT NULL,
    geometry jsonb NOT NULL,
    width_m double precision,
    west double precision NOT NULL,
    south double precision NOT NULL,
    east double precision NOT NULL,
    north double precision NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    parent_id bigint,
    layer_id bigint NOT NULL,
    CONSTRAINT territory_area_dates CHECK (((valid_to IS NULL) OR (valid_to > valid_from)))
);

ALTER TABLE territory_area ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME territory_area_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE territory_building (
    id bigint NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    code character varying(40) NOT NULL,
    name_zh character varying(200) NOT NULL,
    name_en character varying(200) NOT NULL,
    footprint jsonb NOT NULL,
    height_m double precision NOT NULL,
    height_source character varying(16) NOT NULL,
    floors integer,
    structure character varying(40) NOT NULL,
    built_year integer,
    protection character varying(16) NOT NULL
);

ALTER TABLE territory_building ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME territory_building_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE territory_grid_plan (
    id bigint NOT NULL,
    cells_of integer[] NOT NULL,
    state character varying(12) NOT NULL,
    title character varying(120) NOT NULL,
    cells jsonb NOT NULL,
    before jsonb NOT NULL,
    moves jsonb NOT NULL,
    version integer NOT NULL,
    valid_from date,
    made_by bigint,
    by_name character varying(120) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    planned_at timestamp with time zone,
    done_at timestamp with time zone,
    fault character varying(300) NOT NULL,
    layer_id bigint NOT NULL,
    CONSTRAINT territory_grid_plan_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'planned'::character varying, 'in_force'::character varying, 'dropped'::character varying])::text[])))
);

ALTER TABLE territory_grid_plan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME territory_grid_plan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE territory_layer (
    id bigint NOT NULL,
    code character varying(32) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(60) NOT NULL,
    "order" integer NOT NULL
);

ALTER TABLE territory_layer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME territory_layer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE territory_premise (
    id bigint NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    cells integer[] NOT NULL,
    leaf_cells integer[] NOT NULL,
    code character varying(40) NOT NULL,
    unit character varying(60) NOT NULL,
    address_id bigint,
    building_id bigint NOT NULL
);

ALTER TABLE territory_premise ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME territory_premise_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE territory_road (
    id bigint NOT NULL,
    name_zh character varying(120) NOT NULL,
    name_en character varying(120) NOT NULL,
    kind character varying(32) NOT NULL,
    geometry jsonb NOT NULL
);

ALTER TABLE territory_road ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME territory_road_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_warning_id_key UNIQUE (warning_id);

ALTER TABLE ONLY cases_condition
    ADD CONSTRAINT cases_condition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_day_sequence
    ADD CONSTRAINT cases_day_sequence_once UNIQUE (prefix, day);

ALTER TABLE ONLY cases_day_sequence
    ADD CONSTRAINT cases_day_sequence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_evidence
    ADD CONSTRAINT cases_evidence_once UNIQUE (case_id, blob_id, kind);

ALTER TABLE ONLY cases_evidence
    ADD CONSTRAINT cases_evidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_hand_over
    ADD CONSTRAINT cases_hand_over_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_hotline_day
    ADD CONSTRAINT cases_hotline_day_day_key UNIQUE (day);

ALTER TABLE ONLY cases_hotline_day
    ADD CONSTRAINT cases_hotline_day_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_hotline_limit
    ADD CONSTRAINT cases_hotline_limit_pkey PRIMARY KEY (kind);

ALTER TABLE ONLY cases_hotline_mapping
    ADD CONSTRAINT cases_hotline_mapping_pkey PRIMARY KEY (source);

ALTER TABLE ONLY cases_hotline_note
    ADD CONSTRAINT cases_hotline_note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_hotline_order
    ADD CONSTRAINT cases_hotline_order_number_key UNIQUE (number);

ALTER TABLE ONLY cases_hotline_order
    ADD CONSTRAINT cases_hotline_order_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_matter
    ADD CONSTRAINT cases_matter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_merge
    ADD CONSTRAINT cases_merge_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_merge_policy
    ADD CONSTRAINT cases_merge_policy_key_key UNIQUE (key);

ALTER TABLE ONLY cases_merge_policy
    ADD CONSTRAINT cases_merge_policy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_number UNIQUE (number);

ALTER TABLE ONLY cases_patrol_reason
    ADD CONSTRAINT cases_patrol_reason_pkey PRIMARY KEY (code);

ALTER TABLE ONLY cases_rating
    ADD CONSTRAINT cases_rating_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_rating
    ADD CONSTRAINT cases_rating_report_id_key UNIQUE (report_id);

ALTER TABLE ONLY cases_recurrence
    ADD CONSTRAINT cases_recurrence_pkey PRIMARY KEY (case_id);

ALTER TABLE ONLY cases_report
    ADD CONSTRAINT cases_report_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_return_reason
    ADD CONSTRAINT cases_return_reason_pkey PRIMARY KEY (code);

ALTER TABLE ONLY cases_route_book
    ADD CONSTRAINT cases_route_book_no_key UNIQUE (no);

ALTER TABLE ONLY cases_route_book
    ADD CONSTRAINT cases_route_book_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_route_fault
    ADD CONSTRAINT cases_route_fault_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_route_rule
    ADD CONSTRAINT cases_route_rule_once UNIQUE (book_id, key);

ALTER TABLE ONLY cases_route_rule
    ADD CONSTRAINT cases_route_rule_order UNIQUE (book_id, "order");

ALTER TABLE ONLY cases_route_rule
    ADD CONSTRAINT cases_route_rule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_route_trace
    ADD CONSTRAINT cases_route_trace_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_saved_filter
    ADD CONSTRAINT cases_saved_filter_name UNIQUE (user_id, name);

ALTER TABLE ONLY cases_saved_filter
    ADD CONSTRAINT cases_saved_filter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY cases_stage_limit
    ADD CONSTRAINT cases_stage_limit_pkey PRIMARY KEY (stage);

ALTER TABLE ONLY django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY enforcement_answer
    ADD CONSTRAINT enforcement_answer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_attachment
    ADD CONSTRAINT enforcement_attachment_once UNIQUE (subject, role, blob_id);

ALTER TABLE ONLY enforcement_attachment
    ADD CONSTRAINT enforcement_attachment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_band
    ADD CONSTRAINT enforcement_band_once UNIQUE (power_id, "order");

ALTER TABLE ONLY enforcement_band
    ADD CONSTRAINT enforcement_band_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_consent
    ADD CONSTRAINT enforcement_consent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_defence
    ADD CONSTRAINT enforcement_defence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_hearing
    ADD CONSTRAINT enforcement_hearing_file_id_key UNIQUE (file_id);

ALTER TABLE ONLY enforcement_hearing
    ADD CONSTRAINT enforcement_hearing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_legal
    ADD CONSTRAINT enforcement_legal_pkey PRIMARY KEY (code);

ALTER TABLE ONLY enforcement_number_series
    ADD CONSTRAINT enforcement_number_series_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_offsite_evidence
    ADD CONSTRAINT enforcement_offsite_evidence_once UNIQUE (file_id, blob_id);

ALTER TABLE ONLY enforcement_offsite_evidence
    ADD CONSTRAINT enforcement_offsite_evidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_offsite
    ADD CONSTRAINT enforcement_offsite_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_paper_kind
    ADD CONSTRAINT enforcement_paper_kind_pkey PRIMARY KEY (code);

ALTER TABLE ONLY enforcement_paper
    ADD CONSTRAINT enforcement_paper_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_paper_template
    ADD CONSTRAINT enforcement_paper_template_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_power
    ADD CONSTRAINT enforcement_power_code_key UNIQUE (code);

ALTER TABLE ONLY enforcement_power
    ADD CONSTRAINT enforcement_power_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_remedy_outcome
    ADD CONSTRAINT enforcement_remedy_outcome_pkey PRIMARY KEY (code);

ALTER TABLE ONLY enforcement_remedy
    ADD CONSTRAINT enforcement_remedy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_number_series
    ADD CONSTRAINT enforcement_series_once UNIQUE (kind, year);

ALTER TABLE ONLY enforcement_service
    ADD CONSTRAINT enforcement_service_pkey PRIMARY KEY (id);

ALTER TABLE ONLY enforcement_paper_template
    ADD CONSTRAINT enforcement_template_once UNIQUE (kind_id, number);

ALTER TABLE ONLY enforcement_transfer
    ADD CONSTRAINT enforcement_transfer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY evaluation_fact
    ADD CONSTRAINT evaluation_fact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY evaluation_form_effort
    ADD CONSTRAINT evaluation_form_effort_once UNIQUE (form, week);

ALTER TABLE ONLY evaluation_form_effort
    ADD CONSTRAINT evaluation_form_effort_pkey PRIMARY KEY (id);

ALTER TABLE ONLY evaluation_track
    ADD CONSTRAINT evaluation_track_pkey PRIMARY KEY (about);

ALTER TABLE ONLY joint_agenda_item
    ADD CONSTRAINT joint_agenda_item_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_attendee
    ADD CONSTRAINT joint_attendee_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_baseline
    ADD CONSTRAINT joint_baseline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_call_kind
    ADD CONSTRAINT joint_call_kind_pkey PRIMARY KEY (code);

ALTER TABLE ONLY joint_call
    ADD CONSTRAINT joint_call_number_key UNIQUE (number);

ALTER TABLE ONLY joint_call
    ADD CONSTRAINT joint_call_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_called
    ADD CONSTRAINT joint_called_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_decision
    ADD CONSTRAINT joint_decision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_emergency_duty
    ADD CONSTRAINT joint_emergency_duty_once UNIQUE (emergency_id, code, place);

ALTER TABLE ONLY joint_emergency_duty
    ADD CONSTRAINT joint_emergency_duty_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_emergency_kind
    ADD CONSTRAINT joint_emergency_kind_pkey PRIMARY KEY (code);

ALTER TABLE ONLY joint_emergency
    ADD CONSTRAINT joint_emergency_number_key UNIQUE (number);

ALTER TABLE ONLY joint_emergency
    ADD CONSTRAINT joint_emergency_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_emergency_task
    ADD CONSTRAINT joint_emergency_task_once UNIQUE (kind, code);

ALTER TABLE ONLY joint_emergency_task
    ADD CONSTRAINT joint_emergency_task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_force
    ADD CONSTRAINT joint_force_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_meeting
    ADD CONSTRAINT joint_meeting_number_key UNIQUE (number);

ALTER TABLE ONLY joint_meeting
    ADD CONSTRAINT joint_meeting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_partner
    ADD CONSTRAINT joint_partner_code_key UNIQUE (code);

ALTER TABLE ONLY joint_partner
    ADD CONSTRAINT joint_partner_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_sequence
    ADD CONSTRAINT joint_sequence_once UNIQUE (kind, day);

ALTER TABLE ONLY joint_sequence
    ADD CONSTRAINT joint_sequence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_task
    ADD CONSTRAINT joint_task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY joint_task_unit
    ADD CONSTRAINT joint_task_unit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kernel_answered
    ADD CONSTRAINT kernel_answered_pkey PRIMARY KEY (mark);

ALTER TABLE ONLY kernel_blob
    ADD CONSTRAINT kernel_blob_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY kernel_blob_receipt
    ADD CONSTRAINT kernel_blob_receipt_once UNIQUE (received_sha256, keep_place);

ALTER TABLE ONLY kernel_blob_receipt
    ADD CONSTRAINT kernel_blob_receipt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kernel_calendar_day
    ADD CONSTRAINT kernel_calendar_day_pkey PRIMARY KEY (date);

ALTER TABLE ONLY kernel_calendar_period
    ADD CONSTRAINT kernel_calendar_period_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kernel_calendar_version
    ADD CONSTRAINT kernel_calendar_version_pkey PRIMARY KEY (version);

ALTER TABLE ONLY kernel_calendar_year
    ADD CONSTRAINT kernel_calendar_year_pkey PRIMARY KEY (year);

ALTER TABLE ONLY kernel_cursor
    ADD CONSTRAINT kernel_cursor_pkey PRIMARY KEY (name);

ALTER TABLE ONLY kernel_event
    ADD CONSTRAINT kernel_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kernel_link
    ADD CONSTRAINT kernel_link_digest_key UNIQUE (digest);

ALTER TABLE ONLY kernel_link
    ADD CONSTRAINT kernel_link_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kernel_link_tally
    ADD CONSTRAINT kernel_link_tally_pkey PRIMARY KEY (address);

ALTER TABLE ONLY kernel_parked
    ADD CONSTRAINT kernel_parked_once UNIQUE (reader, event_id);

ALTER TABLE ONLY kernel_parked
    ADD CONSTRAINT kernel_parked_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kernel_reference_version
    ADD CONSTRAINT kernel_reference_once UNIQUE ("table", key, no);

ALTER TABLE ONLY kernel_reference_version
    ADD CONSTRAINT kernel_reference_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kernel_seal
    ADD CONSTRAINT kernel_seal_day_seq UNIQUE (day, seq);

ALTER TABLE ONLY kernel_seal
    ADD CONSTRAINT kernel_seal_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY kernel_sealed_day
    ADD CONSTRAINT kernel_sealed_day_pkey PRIMARY KEY (day);

ALTER TABLE ONLY kernel_setting
    ADD CONSTRAINT kernel_setting_pkey PRIMARY KEY (key);

ALTER TABLE ONLY kernel_task_run
    ADD CONSTRAINT kernel_task_run_pkey PRIMARY KEY (name);

ALTER TABLE ONLY knowledge_black_spot
    ADD CONSTRAINT knowledge_black_spot_number_key UNIQUE (number);

ALTER TABLE ONLY knowledge_black_spot
    ADD CONSTRAINT knowledge_black_spot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY knowledge_check
    ADD CONSTRAINT knowledge_check_once UNIQUE (plan_id, due_on);

ALTER TABLE ONLY knowledge_check
    ADD CONSTRAINT knowledge_check_pkey PRIMARY KEY (id);

ALTER TABLE ONLY knowledge_frequent_rule
    ADD CONSTRAINT knowledge_frequent_rule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY knowledge_frequent_rule
    ADD CONSTRAINT knowledge_frequent_rule_prefix_key UNIQUE (prefix);

ALTER TABLE ONLY knowledge_measure
    ADD CONSTRAINT knowledge_measure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY knowledge_plan
    ADD CONSTRAINT knowledge_plan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY messaging_notice
    ADD CONSTRAINT messaging_notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY messaging_wording
    ADD CONSTRAINT messaging_wording_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_department
    ADD CONSTRAINT people_department_code_key UNIQUE (code);

ALTER TABLE ONLY people_department
    ADD CONSTRAINT people_department_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_station_force
    ADD CONSTRAINT people_force_once UNIQUE (station_id, department_id, start);

ALTER TABLE ONLY people_grant
    ADD CONSTRAINT people_grant_once UNIQUE (role_id, verb, level);

ALTER TABLE ONLY people_grant
    ADD CONSTRAINT people_grant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_look
    ADD CONSTRAINT people_look_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_patrol
    ADD CONSTRAINT people_patrol_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_post
    ADD CONSTRAINT people_post_code_key UNIQUE (code);

ALTER TABLE ONLY people_post
    ADD CONSTRAINT people_post_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_post_term
    ADD CONSTRAINT people_post_term_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_role
    ADD CONSTRAINT people_role_code_key UNIQUE (code);

ALTER TABLE ONLY people_role
    ADD CONSTRAINT people_role_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_shift
    ADD CONSTRAINT people_shift_once UNIQUE (post_id, area_id, start);

ALTER TABLE ONLY people_shift_pattern
    ADD CONSTRAINT people_shift_pattern_once UNIQUE (post_id, area_id, start);

ALTER TABLE ONLY people_shift_pattern
    ADD CONSTRAINT people_shift_pattern_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_shift
    ADD CONSTRAINT people_shift_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_sign_in_tally
    ADD CONSTRAINT people_sign_in_tally_pkey PRIMARY KEY (key);

ALTER TABLE ONLY people_station_force
    ADD CONSTRAINT people_station_force_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_token
    ADD CONSTRAINT people_token_digest_key UNIQUE (digest);

ALTER TABLE ONLY people_token
    ADD CONSTRAINT people_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_track_point
    ADD CONSTRAINT people_track_point_once UNIQUE (user_id, shift_id, at);

ALTER TABLE ONLY people_track_point
    ADD CONSTRAINT people_track_point_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_user
    ADD CONSTRAINT people_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY people_user
    ADD CONSTRAINT people_user_username_key UNIQUE (username);

ALTER TABLE ONLY people_workstation
    ADD CONSTRAINT people_workstation_code_key UNIQUE (code);

ALTER TABLE ONLY people_workstation
    ADD CONSTRAINT people_workstation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry_headcount
    ADD CONSTRAINT registry_headcount_building_id_key UNIQUE (building_id);

ALTER TABLE ONLY registry_headcount
    ADD CONSTRAINT registry_headcount_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry_shop
    ADD CONSTRAINT registry_shop_code_key UNIQUE (code);

ALTER TABLE ONLY registry_shop
    ADD CONSTRAINT registry_shop_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry_tag_batch
    ADD CONSTRAINT registry_tag_batch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry_tag_kind
    ADD CONSTRAINT registry_tag_kind_pkey PRIMARY KEY (code);

ALTER TABLE ONLY registry_tag
    ADD CONSTRAINT registry_tag_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry_word
    ADD CONSTRAINT registry_word_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry_word
    ADD CONSTRAINT registry_word_zh_key UNIQUE (zh);

ALTER TABLE ONLY scenarios_replay
    ADD CONSTRAINT scenarios_replay_pkey PRIMARY KEY (id);

ALTER TABLE ONLY scenarios_scenario
    ADD CONSTRAINT scenarios_scenario_pkey PRIMARY KEY (id);

ALTER TABLE ONLY scenarios_version
    ADD CONSTRAINT scenarios_version_once UNIQUE (scenario_id, number);

ALTER TABLE ONLY scenarios_version
    ADD CONSTRAINT scenarios_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_ailment
    ADD CONSTRAINT sensing_ailment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_alert_group
    ADD CONSTRAINT sensing_alert_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_archive_part
    ADD CONSTRAINT sensing_archive_part_key UNIQUE (day_id, number);

ALTER TABLE ONLY sensing_archive_part
    ADD CONSTRAINT sensing_archive_part_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_called
    ADD CONSTRAINT sensing_called_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_credential
    ADD CONSTRAINT sensing_credential_digest_key UNIQUE (digest);

ALTER TABLE ONLY sensing_credential
    ADD CONSTRAINT sensing_credential_number UNIQUE (device_id, number);

ALTER TABLE ONLY sensing_credential
    ADD CONSTRAINT sensing_credential_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_day
    ADD CONSTRAINT sensing_day_pkey PRIMARY KEY (day);

ALTER TABLE ONLY sensing_device
    ADD CONSTRAINT sensing_device_code_key UNIQUE (code);

ALTER TABLE ONLY sensing_device
    ADD CONSTRAINT sensing_device_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_device_weight
    ADD CONSTRAINT sensing_device_weight_key UNIQUE (device_id, scenario);

ALTER TABLE ONLY sensing_device_weight
    ADD CONSTRAINT sensing_device_weight_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_examination
    ADD CONSTRAINT sensing_examination_pkey PRIMARY KEY (device_id);

ALTER TABLE ONLY sensing_flushed
    ADD CONSTRAINT sensing_flushed_pkey PRIMARY KEY (lane);

ALTER TABLE ONLY sensing_held
    ADD CONSTRAINT sensing_held_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_inhibition
    ADD CONSTRAINT sensing_inhibition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_keeping
    ADD CONSTRAINT sensing_keeping_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_lane_lease
    ADD CONSTRAINT sensing_lane_lease_pkey PRIMARY KEY (lane);

ALTER TABLE ONLY sensing_lane
    ADD CONSTRAINT sensing_lane_pkey PRIMARY KEY (number);

ALTER TABLE ONLY sensing_lane_worker
    ADD CONSTRAINT sensing_lane_worker_pkey PRIMARY KEY (name);

ALTER TABLE ONLY sensing_live_source
    ADD CONSTRAINT sensing_live_source_device_id_key UNIQUE (device_id);

ALTER TABLE ONLY sensing_live_source
    ADD CONSTRAINT sensing_live_source_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_live_source
    ADD CONSTRAINT sensing_live_source_post_id_key UNIQUE (post_id);

ALTER TABLE ONLY sensing_permit
    ADD CONSTRAINT sensing_permit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_place_name
    ADD CONSTRAINT sensing_place_name_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_place_name
    ADD CONSTRAINT sensing_place_name_text_key UNIQUE (text);

ALTER TABLE ONLY sensing_public_alert
    ADD CONSTRAINT sensing_public_alert_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_public_alert
    ADD CONSTRAINT sensing_public_alert_turn UNIQUE (thread, turn);

ALTER TABLE ONLY sensing_quarantined
    ADD CONSTRAINT sensing_quarantined_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_reading_thin
    ADD CONSTRAINT sensing_reading_thin_pkey PRIMARY KEY (device_id, kind, at);

ALTER TABLE ONLY sensing_rule
    ADD CONSTRAINT sensing_rule_pkey PRIMARY KEY (scenario);

ALTER TABLE ONLY sensing_silence
    ADD CONSTRAINT sensing_silence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_snapshot
    ADD CONSTRAINT sensing_snapshot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_source_name
    ADD CONSTRAINT sensing_source_name_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_step
    ADD CONSTRAINT sensing_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_tracked
    ADD CONSTRAINT sensing_tracked_key UNIQUE (device_id, key);

ALTER TABLE ONLY sensing_tracked
    ADD CONSTRAINT sensing_tracked_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sensing_warning
    ADD CONSTRAINT sensing_warning_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sharing_request
    ADD CONSTRAINT sharing_request_case_id_key UNIQUE (case_id);

ALTER TABLE ONLY sharing_request
    ADD CONSTRAINT sharing_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sharing_request
    ADD CONSTRAINT sharing_request_token_key UNIQUE (token);

ALTER TABLE ONLY sharing_service
    ADD CONSTRAINT sharing_service_code_key UNIQUE (code);

ALTER TABLE ONLY sharing_service
    ADD CONSTRAINT sharing_service_pkey PRIMARY KEY (id);

ALTER TABLE ONLY sharing_update
    ADD CONSTRAINT sharing_update_event_id_key UNIQUE (event_id);

ALTER TABLE ONLY sharing_update
    ADD CONSTRAINT sharing_update_pkey PRIMARY KEY (id);

ALTER TABLE ONLY territory_address
    ADD CONSTRAINT territory_address_pkey PRIMARY KEY (id);

ALTER TABLE ONLY territory_address
    ADD CONSTRAINT territory_address_text_key UNIQUE (text);

ALTER TABLE ONLY territory_area
    ADD CONSTRAINT territory_area_code UNIQUE (layer_id, code, valid_from);

ALTER TABLE ONLY territory_area
    ADD CONSTRAINT territory_area_pkey PRIMARY KEY (id);

ALTER TABLE ONLY territory_building
    ADD CONSTRAINT territory_building_code_key UNIQUE (code);

ALTER TABLE ONLY territory_building
    ADD CONSTRAINT territory_building_pkey PRIMARY KEY (id);

ALTER TABLE ONLY territory_grid_plan
    ADD CONSTRAINT territory_grid_plan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY territory_layer
    ADD CONSTRAINT territory_layer_code_key UNIQUE (code);

ALTER TABLE ONLY territory_layer
    ADD CONSTRAINT territory_layer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY territory_premise
    ADD CONSTRAINT territory_premise_code_key UNIQUE (code);

ALTER TABLE ONLY territory_premise
    ADD CONSTRAINT territory_premise_pkey PRIMARY KEY (id);

ALTER TABLE ONLY territory_road
    ADD CONSTRAINT territory_road_name_zh_key UNIQUE (name_zh);

ALTER TABLE ONLY territory_road
    ADD CONSTRAINT territory_road_pkey PRIMARY KEY (id);

CREATE INDEX cases_appealed ON cases_case USING btree (appeal_due_at) WHERE (NOT ((appeal)::text = ''::text));

CREATE UNIQUE INDEX cases_condition_current ON cases_condition USING btree (matter_id, no) WHERE (valid_to IS NULL);

CREATE INDEX cases_condition_matter_id_c37c3e16 ON cases_condition USING btree (matter_id);

CREATE INDEX cases_ended ON cases_case USING btree (ended_at DESC, id DESC) WHERE (NOT (ended_at IS NULL));

CREATE INDEX cases_ended_matter ON cases_case USING btree (matter_id, ended_at DESC) WHERE (NOT (ended_at IS NULL));

CREATE INDEX cases_evidence_blob_id_50fc95d6 ON cases_evidence USING btree (blob_id);

CREATE INDEX cases_evidence_blob_id_50fc95d6_like ON cases_evidence USING btree (blob_id varchar_pattern_ops);

CREATE INDEX cases_evidence_case_id_afc863e7 ON cases_evidence USING btree (case_id);

CREATE INDEX cases_filed ON cases_case USING btree (filed_at);

CREATE INDEX cases_follows ON cases_case USING btree (follows_id) WHERE (follows_id IS NOT NULL);

CREATE INDEX cases_hand_over_from_post_id_f47880ce ON cases_hand_over USING btree (from_post_id);

CREATE UNIQUE INDEX cases_hand_over_one_open ON cases_hand_over USING btree (from_post_id) WHERE ((state)::text = 'offered'::text);

CREATE INDEX cases_hand_over_to ON cases_hand_over USING btree (to_post_id, state);

CREATE INDEX cases_hand_over_to_post_id_52192b74 ON cases_hand_over USING btree (to_post_id);

CREATE INDEX cases_hotline_cells ON cases_hotline_order USING gin (cells) WHERE (done_at IS NULL);

CREATE INDEX cases_hotline_limit_kind_6cdd4bce_like ON cases_hotline_limit USING btree (kind varchar_pattern_ops);

CREATE INDEX cases_hotline_mapping_source_737b44d0_like ON cases_hotline_mapping USING btree (source varchar_pattern_ops);

CREATE INDEX cases_hotline_newest ON cases_hotline_order USING btree (arrived_at DESC, id DESC);

CREATE INDEX cases_hotline_note_order_id_1246f6a3 ON cases_hotline_note USING btree (order_id);

CREATE INDEX cases_hotline_order_case_id_0dd22b67 ON cases_hotline_order USING btree (case_id);

CREATE INDEX cases_hotline_order_number_53730c7f_like ON cases_hotline_order USING btree (number varchar_pattern_ops);

CREATE INDEX cases_hotline_rank ON cases_hotline_order USING btree (rank_at, id) WHERE (done_at IS NULL);

CREATE INDEX cases_matter_code ON cases_matter USING btree (code);

CREATE UNIQUE INDEX cases_matter_current ON cases_matter USING btree (kind, code) WHERE (valid_to IS NULL);

CREATE INDEX cases_merge_case_id_ac0dc87a ON cases_merge USING btree (case_id);

CREATE INDEX cases_merge_into_id_fe6235e1 ON cases_merge USING btree (into_id);

CREATE UNIQUE INDEX cases_merge_once ON cases_merge USING btree (case_id) WHERE (undone_at IS NULL);

CREATE INDEX cases_merge_policy_key_00e6f481_like ON cases_merge_policy USING btree (key varchar_pattern_ops);

CREATE INDEX cases_merged ON cases_case USING btree (merged_into_id) WHERE (merged_into_id IS NOT NULL);

CREATE INDEX cases_open_cells ON cases_case USING gin (cells) WHERE (ended_at IS NULL);

CREATE INDEX cases_open_checker ON cases_case USING btree (checker_post_id, rank_at) WHERE (ended_at IS NULL);

CREATE INDEX cases_open_department ON cases_case USING btree (department_id, rank_at) WHERE (ended_at IS NULL);

CREATE INDEX cases_open_handler ON cases_case USING btree (handler_post_id, rank_at) WHERE (ended_at IS NULL);

CREATE INDEX cases_open_matter ON cases_case USING btree (matter_id, lat) WHERE (ended_at IS NULL);

CREATE INDEX cases_open_place ON cases_case USING btree (lat, lon) WHERE (ended_at IS NULL);

CREATE INDEX cases_open_rank ON cases_case USING btree (rank_at, id) WHERE (ended_at IS NULL);

CREATE INDEX cases_parts ON cases_case USING btree (parent_id) WHERE (parent_id IS NOT NULL);

CREATE INDEX cases_party_posts ON cases_case USING gin (party_posts);

CREATE INDEX cases_party_users ON cases_case USING gin (party_users);

CREATE INDEX cases_patrol_reason_code_05197116_like ON cases_patrol_reason USING btree (code varchar_pattern_ops);

CREATE INDEX cases_rating_case_id_428678e7 ON cases_rating USING btree (case_id);

CREATE INDEX cases_recurrence_at ON cases_recurrence USING btree (at DESC);

CREATE INDEX cases_recurrence_previous_id_b9d33fe2 ON cases_recurrence USING btree (previous_id);

CREATE INDEX cases_report_case_id_c8f0bfd9 ON cases_report USING btree (case_id);

CREATE UNIQUE INDEX cases_report_once ON cases_report USING btree (user_id, dedupe_key) WHERE (NOT ((dedupe_key)::text = ''::text));

CREATE INDEX cases_reported ON cases_case USING btree (reported_at);

CREATE INDEX cases_return_reason_code_511a3034_like ON cases_return_reason USING btree (code varchar_pattern_ops);

CREATE INDEX cases_route_book_author_id_b88e4235 ON cases_route_book USING btree (author_id);

CREATE INDEX cases_route_book_switched_by_id_ec7598da ON cases_route_book USING btree (switched_by_id);

CREATE UNIQUE INDEX cases_route_fault_once ON cases_route_fault USING btree (key, code) WHERE (settled_at IS NULL);

CREATE UNIQUE INDEX cases_route_one_draft ON cases_route_book USING btree ((1)) WHERE (switched_at IS NULL);

CREATE INDEX cases_route_rule_book_id_c0d0c8e3 ON cases_route_rule USING btree (book_id);

CREATE INDEX cases_route_trace_case_id_2f0d9078 ON cases_route_trace USING btree (case_id);

CREATE INDEX cases_saved_filter_shared_post_id_6735a08f ON cases_saved_filter USING btree (shared_post_id);

CREATE INDEX cases_saved_filter_user_id_cdee3479 ON cases_saved_filter USING btree (user_id);

CREATE INDEX cases_search ON cases_case USING gin (search_terms);

CREATE INDEX cases_shop ON cases_case USING btree (shop_id) WHERE (shop_id IS NOT NULL);

CREATE INDEX cases_stage_limit_stage_a313409a_like ON cases_stage_limit USING btree (stage varchar_pattern_ops);

CREATE INDEX cases_supervised ON cases_case USING btree (supervision_due_at) WHERE (NOT ((supervision)::text = ''::text));

CREATE INDEX cases_to_nudge ON cases_case USING btree (near_at) WHERE ((ended_at IS NULL) AND (near_at IS NOT NULL) AND (nudged_at IS NULL));

CREATE INDEX django_session_expire_date_a5c62663 ON django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX enforcement_answer_decided_by_id_3c1da296 ON enforcement_answer USING btree (decided_by_id);

CREATE INDEX enforcement_answer_paper ON enforcement_answer USING btree (paper_id, at DESC);

CREATE INDEX enforcement_answer_paper_id_4b8a9009 ON enforcement_answer USING btree (paper_id);

CREATE INDEX enforcement_attachment_blob_id_392c0755 ON enforcement_attachment USING btree (blob_id);

CREATE INDEX enforcement_attachment_blob_id_392c0755_like ON enforcement_attachment USING btree (blob_id varchar_pattern_ops);

CREATE INDEX enforcement_band_power_id_a57b70c2 ON enforcement_band USING btree (power_id);

CREATE UNIQUE INDEX enforcement_consent_once ON enforcement_consent USING btree (party) WHERE (withdrawn_at IS NULL);

CREATE INDEX enforcement_consent_proof_id_fda63e24 ON enforcement_consent USING btree (proof_id);

CREATE INDEX enforcement_consent_proof_id_fda63e24_like ON enforcement_consent USING btree (proof_id varchar_pattern_ops);

CREATE INDEX enforcement_consent_recorded_by_id_95fc1648 ON enforcement_consent USING btree (recorded_by_id);

CREATE INDEX enforcement_defence_answered_by_id_5b75f676 ON enforcement_defence USING btree (answered_by_id);

CREATE INDEX enforcement_defence_file_id_301d9402 ON enforcement_defence USING btree (file_id);

CREATE INDEX enforcement_defence_received_by_id_98914b76 ON enforcement_defence USING btree (received_by_id);

CREATE INDEX enforcement_legal_changed_by_id_33db69fe ON enforcement_legal USING btree (changed_by_id);

CREATE INDEX enforcement_legal_code_2d44485b_like ON enforcement_legal USING btree (code varchar_pattern_ops);

CREATE INDEX enforcement_legal_confirmed_by_id_b8d84dad ON enforcement_legal USING btree (confirmed_by_id);

CREATE INDEX enforcement_offsite_case_id_0cf5d675 ON enforcement_offsite USING btree (case_id);

CREATE INDEX enforcement_offsite_decided_by_id_5a6997ca ON enforcement_offsite USING btree (decided_by_id);

CREATE INDEX enforcement_offsite_decision_id_ee711298 ON enforcement_offsite USING btree (decision_id);

CREATE INDEX enforcement_offsite_department_id_17e049ad ON enforcement_offsite USING btree (department_id);

CREATE INDEX enforcement_offsite_evidence_blob_id_9b926156 ON enforcement_offsite_evidence USING btree (blob_id);

CREATE INDEX enforcement_offsite_evidence_blob_id_9b926156_like ON enforcement_offsite_evidence USING btree (blob_id varchar_pattern_ops);

CREATE INDEX enforcement_offsite_evidence_file_id_4e0f6ef8 ON enforcement_offsite_evidence USING btree (file_id);

CREATE INDEX enforcement_offsite_made ON enforcement_offsite USING btree (made_at DESC, id DESC);

CREATE INDEX enforcement_offsite_maker_id_8d34991b ON enforcement_offsite USING btree (maker_id);

CREATE INDEX enforcement_offsite_maker_post_id_d2bfb2a0 ON enforcement_offsite USING btree (maker_post_id);

CREATE INDEX enforcement_offsite_notice_id_49276364 ON enforcement_offsite USING btree (notice_id);

CREATE INDEX enforcement_offsite_party ON enforcement_offsite USING btree (party_hash, power_id);

CREATE INDEX enforcement_offsite_power_id_4a040905 ON enforcement_offsite USING btree (power_id);

CREATE INDEX enforcement_offsite_reviewer1_id_f715adc9 ON enforcement_offsite USING btree (reviewer1_id);

CREATE INDEX enforcement_offsite_reviewer2_id_8479c6f9 ON enforcement_offsite USING btree (reviewer2_id);

CREATE INDEX enforcement_paper_about ON enforcement_paper USING btree (about) WHERE (NOT ((about)::text = ''::text));

CREATE INDEX enforcement_paper_case ON enforcement_paper USING btree (case_id);

CREATE INDEX enforcement_paper_case_id_8ed75b6f ON enforcement_paper USING btree (case_id);

CREATE INDEX enforcement_paper_department_id_6b881f1e ON enforcement_paper USING btree (department_id);

CREATE INDEX enforcement_paper_due ON enforcement_paper USING btree (due_at) WHERE ((state)::text = ANY ((ARRAY['issued'::character varying, 'served'::character varying, 'reported'::character varying])::text[]));

CREATE INDEX enforcement_paper_issued_by_id_b707dbc2 ON enforcement_paper USING btree (issued_by_id);

CREATE INDEX enforcement_paper_kind_code_f11e2c30_like ON enforcement_paper_kind USING btree (code varchar_pattern_ops);

CREATE INDEX enforcement_paper_kind_id_17922452 ON enforcement_paper USING btree (kind_id);

CREATE INDEX enforcement_paper_kind_id_17922452_like ON enforcement_paper USING btree (kind_id varchar_pattern_ops);

CREATE INDEX enforcement_paper_made ON enforcement_paper USING btree (made_at DESC, id DESC);

CREATE INDEX enforcement_paper_maker_id_4cbfe9a9 ON enforcement_paper USING btree (maker_id);

CREATE INDEX enforcement_paper_maker_post_id_1e026e8f ON enforcement_paper USING btree (maker_post_id);

CREATE UNIQUE INDEX enforcement_paper_no ON enforcement_paper USING btree (kind_id, year, serial) WHERE (serial IS NOT NULL);

CREATE INDEX enforcement_paper_power_id_c43ddd7e ON enforcement_paper USING btree (power_id);

CREATE INDEX enforcement_paper_remind ON enforcement_paper USING btree (remind_at) WHERE (remind_at IS NOT NULL);

CREATE INDEX enforcement_paper_reviewer_id_91cc6566 ON enforcement_paper USING btree (reviewer_id);

CREATE INDEX enforcement_paper_shop_id_6b201b0f ON enforcement_paper USING btree (shop_id);

CREATE INDEX enforcement_paper_template_kind_id_ee96459f ON enforcement_paper_template USING btree (kind_id);

CREATE INDEX enforcement_paper_template_kind_id_ee96459f_like ON enforcement_paper_template USING btree (kind_id varchar_pattern_ops);

CREATE INDEX enforcement_power_code_1b8ffdf8_like ON enforcement_power USING btree (code varchar_pattern_ops);

CREATE INDEX enforcement_remedy_case_id_9e32aef0 ON enforcement_remedy USING btree (case_id);

CREATE INDEX enforcement_remedy_decision_id_0afbdac7 ON enforcement_remedy USING btree (decision_id);

CREATE INDEX enforcement_remedy_department_id_c6597b23 ON enforcement_remedy USING btree (department_id);

CREATE INDEX enforcement_remedy_maker_id_eda0454a ON enforcement_remedy USING btree (maker_id);

CREATE INDEX enforcement_remedy_maker_post_id_545c02ba ON enforcement_remedy USING btree (maker_post_id);

CREATE UNIQUE INDEX enforcement_remedy_once ON enforcement_remedy USING btree (decision_id, kind, number) WHERE (NOT ((state)::text = 'voided'::text));

CREATE INDEX enforcement_remedy_outcome_code_c9a67e42_like ON enforcement_remedy_outcome USING btree (code varchar_pattern_ops);

CREATE INDEX enforcement_service_by_post_id_8cfbd340 ON enforcement_service USING btree (by_post_id);

CREATE INDEX enforcement_service_by_user_id_1a2060e3 ON enforcement_service USING btree (by_user_id);

CREATE INDEX enforcement_service_paper_id_76e3b992 ON enforcement_service USING btree (paper_id);

CREATE INDEX enforcement_transfer_case_id_102d0de3 ON enforcement_transfer USING btree (case_id);

CREATE INDEX enforcement_transfer_department_id_c5901af9 ON enforcement_transfer USING btree (department_id);

CREATE UNIQUE INDEX enforcement_transfer_external ON enforcement_transfer USING btree (other, external) WHERE (NOT ((external)::text = ''::text));

CREATE INDEX enforcement_transfer_made ON enforcement_transfer USING btree (made_at DESC, id DESC);

CREATE INDEX enforcement_transfer_maker_id_21daa87e ON enforcement_transfer USING btree (maker_id);

CREATE INDEX enforcement_transfer_maker_post_id_cbc4f341 ON enforcement_transfer USING btree (maker_post_id);

CREATE INDEX enforcement_transfer_power_id_7b854b73 ON enforcement_transfer USING btree (power_id);

CREATE INDEX evaluation_fact_about ON evaluation_fact USING btree (about) WHERE (known_to IS NULL);

CREATE INDEX evaluation_fact_at ON evaluation_fact USING btree (at, kind);

CREATE INDEX evaluation_track_about_c1e47168_like ON evaluation_track USING btree (about varchar_pattern_ops);

CREATE INDEX joint_agenda_item_case_id_ec3e43be ON joint_agenda_item USING btree (case_id);

CREATE INDEX joint_agenda_item_meeting_id_ebae5fdf ON joint_agenda_item USING btree (meeting_id);

CREATE INDEX joint_attendee_department_id_eb578298 ON joint_attendee USING btree (department_id);

CREATE INDEX joint_attendee_meeting_id_a7b92ce1 ON joint_attendee USING btree (meeting_id);

CREATE INDEX joint_attendee_partner_id_0ebcb60a ON joint_attendee USING btree (partner_id);

CREATE INDEX joint_attendee_post_id_18ba79d7 ON joint_attendee USING btree (post_id);

CREATE UNIQUE INDEX joint_baseline_current ON joint_baseline USING btree (measure, matter_code, unit_code) WHERE (ended_at IS NULL);

CREATE INDEX joint_baseline_set_by_id_365265f5 ON joint_baseline USING btree (set_by_id);

CREATE INDEX joint_call_caller_post_id_35a87f4e ON joint_call USING btree (caller_post_id);

CREATE INDEX joint_call_caller_user_id_3a639d66 ON joint_call USING btree (caller_user_id);

CREATE INDEX joint_call_case_id_38728022 ON joint_call USING btree (case_id);

CREATE INDEX joint_call_kind_code_e4c2de1b_like ON joint_call_kind USING btree (code varchar_pattern_ops);

CREATE INDEX joint_call_live ON joint_call USING btree (sent_at DESC) WHERE (closed_at IS NULL);

CREATE INDEX joint_call_number_9b0cbcbd_like ON joint_call USING btree (number varchar_pattern_ops);

CREATE INDEX joint_call_sent ON joint_call USING btree (sent_at DESC, id DESC);

CREATE INDEX joint_call_spot ON joint_call USING btree (spot) WHERE (spot IS NOT NULL);

CREATE INDEX joint_called_call_id_cd4b456f ON joint_called USING btree (call_id);

CREATE INDEX joint_called_delegated_from_id_c7d90206 ON joint_called USING btree (delegated_from_id);

CREATE INDEX joint_called_department_id_a07cb259 ON joint_called USING btree (department_id);

CREATE INDEX joint_called_next ON joint_called USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX joint_called_partner_id_a8ac48e1 ON joint_called USING btree (partner_id);

CREATE INDEX joint_called_post_id_4e5e4053 ON joint_called USING btree (post_id);

CREATE INDEX joint_called_sent ON joint_called USING btree (sent_at);

CREATE INDEX joint_called_unit ON joint_called USING btree (unit_code, sent_at);

CREATE INDEX joint_decision_decided_by_id_d788cfe4 ON joint_decision USING btree (decided_by_id);

CREATE INDEX joint_decision_item_id_a90a802d ON joint_decision USING btree (item_id);

CREATE INDEX joint_decision_meeting_id_12e04c3f ON joint_decision USING btree (meeting_id);

CREATE INDEX joint_emergency_began ON joint_emergency USING btree (began_at DESC);

CREATE INDEX joint_emergency_begun_by_id_6c58ccc0 ON joint_emergency USING btree (begun_by_id);

CREATE INDEX joint_emergency_duty_area_id_7ef7c6bf ON joint_emergency_duty USING btree (area_id);

CREATE INDEX joint_emergency_duty_done_by_id_c4b1f3b3 ON joint_emergency_duty USING btree (done_by_id);

CREATE INDEX joint_emergency_duty_done_post_id_8b522291 ON joint_emergency_duty USING btree (done_post_id);

CREATE INDEX joint_emergency_duty_emergency_id_0b844d17 ON joint_emergency_duty USING btree (emergency_id);

CREATE INDEX joint_emergency_duty_post ON joint_emergency_duty USING btree (post_id, emergency_id);

CREATE INDEX joint_emergency_duty_post_id_935b990e ON joint_emergency_duty USING btree (post_id);

CREATE INDEX joint_emergency_duty_station_id_426488a5 ON joint_emergency_duty USING btree (station_id);

CREATE INDEX joint_emergency_ended_by_id_a52ac57b ON joint_emergency USING btree (ended_by_id);

CREATE INDEX joint_emergency_kind_code_b1cd2b48_like ON joint_emergency_kind USING btree (code varchar_pattern_ops);

CREATE INDEX joint_emergency_number_de442e09_like ON joint_emergency USING btree (number varchar_pattern_ops);

CREATE UNIQUE INDEX joint_emergency_one ON joint_emergency USING btree (street_id) WHERE (ended_at IS NULL);

CREATE INDEX joint_emergency_street_id_447fd65c ON joint_emergency USING btree (street_id);

CREATE INDEX joint_force_area_id_94836db7 ON joint_force USING btree (area_id);

CREATE INDEX joint_force_department_id_d2cef309 ON joint_force USING btree (department_id);

CREATE INDEX joint_force_partner_id_b33ef155 ON joint_force USING btree (partner_id);

CREATE INDEX joint_force_post_id_7c7c3063 ON joint_force USING btree (post_id);

CREATE INDEX joint_meeting_chair_post_id_f8533920 ON joint_meeting USING btree (chair_post_id);

CREATE INDEX joint_meeting_number_2b5354f5_like ON joint_meeting USING btree (number varchar_pattern_ops);

CREATE INDEX joint_meeting_spot ON joint_meeting USING btree (spot) WHERE (spot IS NOT NULL);

CREATE INDEX joint_meeting_starts ON joint_meeting USING btree (starts_at DESC, id DESC);

CREATE INDEX joint_partner_code_b08098ed_like ON joint_partner USING btree (code varchar_pattern_ops);

CREATE INDEX joint_task_case_id_dc591480 ON joint_task USING btree (case_id);

CREATE INDEX joint_task_checked_post_id_a2e304a4 ON joint_task USING btree (checked_post_id);

CREATE INDEX joint_task_decision_id_07fa78fe ON joint_task USING btree (decision_id);

CREATE INDEX joint_task_done_by_id_64a31939 ON joint_task USING btree (done_by_id);

CREATE INDEX joint_task_due ON joint_task USING btree (due_at, id) WHERE (ended_at IS NULL);

CREATE INDEX joint_task_giver_post_id_ce75f73d ON joint_task USING btree (giver_post_id);

CREATE INDEX joint_task_unit_department_id_805e120a ON joint_task_unit USING btree (department_id);

CREATE INDEX joint_task_unit_partner_id_836322a4 ON joint_task_unit USING btree (partner_id);

CREATE INDEX joint_task_unit_post_id_b8a2278f ON joint_task_unit USING btree (post_id);

CREATE INDEX joint_task_unit_task_id_41ffdb20 ON joint_task_unit USING btree (task_id);

CREATE INDEX kernel_answered_at_e8010f77 ON kernel_answered USING btree (at);

CREATE INDEX kernel_answered_mark_e7914e76_like ON kernel_answered USING btree (mark varchar_pattern_ops);

CREATE INDEX kernel_blob_receipt_blob_id_e6114c15 ON kernel_blob_receipt USING btree (blob_id);

CREATE INDEX kernel_blob_receipt_blob_id_e6114c15_like ON kernel_blob_receipt USING btree (blob_id varchar_pattern_ops);

CREATE INDEX kernel_blob_sha256_941b11d1_like ON kernel_blob USING btree (sha256 varchar_pattern_ops);

CREATE INDEX kernel_cursor_name_7f539b34_like ON kernel_cursor USING btree (name varchar_pattern_ops);

CREATE INDEX kernel_event_cells ON kernel_event USING gin (cells);

CREATE INDEX kernel_event_cursor ON kernel_event USING btree (tx, id);

CREATE INDEX kernel_event_kind ON kernel_event USING btree (kind, at);

CREATE INDEX kernel_event_subject ON kernel_event USING btree (subject, id);

CREATE INDEX kernel_link_digest_bf09a64d_like ON kernel_link USING btree (digest varchar_pattern_ops);

CREATE INDEX kernel_link_subject ON kernel_link USING btree (subject, id DESC);

CREATE INDEX kernel_link_tally_address_71e5d080_like ON kernel_link_tally USING btree (address varchar_pattern_ops);

CREATE INDEX kernel_parked_event_id_2ce356c6 ON kernel_parked USING btree (event_id);

CREATE INDEX kernel_reference_made ON kernel_reference_version USING btree (made_at DESC, id DESC);

CREATE INDEX kernel_setting_key_63e6004f_like ON kernel_setting USING btree (key varchar_pattern_ops);

CREATE INDEX kernel_task_run_name_084a810e_like ON kernel_task_run USING btree (name varchar_pattern_ops);

CREATE INDEX knowledge_black_spot_number_4d3663ea_like ON knowledge_black_spot USING btree (number varchar_pattern_ops);

CREATE INDEX knowledge_black_spot_shop_id_756b943e ON knowledge_black_spot USING btree (shop_id);

CREATE INDEX knowledge_check_due ON knowledge_check USING btree (due_on) WHERE (done_at IS NULL);

CREATE INDEX knowledge_check_plan_id_03d74d14 ON knowledge_check USING btree (plan_id);

CREATE INDEX knowledge_frequent_rule_prefix_952f6055_like ON knowledge_frequent_rule USING btree (prefix varchar_pattern_ops);

CREATE UNIQUE INDEX knowledge_measure_ref ON knowledge_measure USING btree (spot_id, ref) WHERE (NOT ((ref)::text = ''::text));

CREATE INDEX knowledge_measure_spot_id_09994e48 ON knowledge_measure USING btree (spot_id);

CREATE INDEX knowledge_plan_post_id_2423e0ec ON knowledge_plan USING btree (post_id);

CREATE INDEX knowledge_plan_spot_id_15ac2e76 ON knowledge_plan USING btree (spot_id);

CREATE INDEX knowledge_spot_state ON knowledge_black_spot USING btree (state, opened_at DESC);

CREATE INDEX messaging_notice_due ON messaging_notice USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX messaging_notice_post ON messaging_notice USING btree (post_id, read_at);

CREATE INDEX messaging_notice_post_id_d9528771 ON messaging_notice USING btree (post_id);

CREATE INDEX messaging_notice_read_by_id_f023eb4c ON messaging_notice USING btree (read_by_id);

CREATE INDEX messaging_notice_subject ON messaging_notice USING btree (subject);

CREATE INDEX messaging_notice_user_id_afc1f821 ON messaging_notice USING btree (user_id);

CREATE INDEX messaging_notice_wording_id_69ba4f20 ON messaging_notice USING btree (wording_id);

CREATE INDEX messaging_wording_newest ON messaging_wording USING btree (template, id DESC);

CREATE INDEX people_department_code_913bfcec_like ON people_department USING btree (code varchar_pattern_ops);

CREATE INDEX people_grant_role_id_007344d7 ON people_grant USING btree (role_id);

CREATE INDEX people_look_post_id_75244c2e ON people_look USING btree (post_id);

CREATE INDEX people_look_user_id_8d183eeb ON people_look USING btree (user_id);

CREATE INDEX people_patrol_area_id_80d1db89 ON people_patrol USING btree (area_id);

CREATE UNIQUE INDEX people_patrol_one_at_a_time ON people_patrol USING btree (user_id) WHERE (ended_at IS NULL);

CREATE INDEX people_patrol_post_id_4e5106b6 ON people_patrol USING btree (post_id);

CREATE INDEX people_patrol_shift_id_8d249d5a ON people_patrol USING btree (shift_id);

CREATE INDEX people_patrol_user_id_ee92c931 ON people_patrol USING btree (user_id);

CREATE INDEX people_post_area_id_b9c6a5ab ON people_post USING btree (area_id);

CREATE INDEX people_post_code_a695d074_like ON people_post USING btree (code varchar_pattern_ops);

CREATE INDEX people_post_department_id_7c990d26 ON people_post USING btree (department_id);

CREATE INDEX people_post_role_id_fee8bed3 ON people_post USING btree (role_id);

CREATE INDEX people_post_term_post_id_875e896b ON people_post_term USING btree (post_id);

CREATE INDEX people_post_term_user_id_b387834d ON people_post_term USING btree (user_id);

CREATE INDEX people_role_code_a16cc43f_like ON people_role USING btree (code varchar_pattern_ops);

CREATE INDEX people_shift_area ON people_shift USING btree (area_id, start, "end");

CREATE INDEX people_shift_area_id_1abe41ef ON people_shift USING btree (area_id);

CREATE INDEX people_shift_pattern_area_id_ef4d4de4 ON people_shift_pattern USING btree (area_id);

CREATE INDEX people_shift_pattern_post_id_7799022c ON people_shift_pattern USING btree (post_id);

CREATE INDEX people_shift_pattern_station_id_2a25b2f1 ON people_shift_pattern USING btree (station_id);

CREATE INDEX people_shift_post_id_d46307cb ON people_shift USING btree (post_id);

CREATE INDEX people_shift_station_id_d78e5f3c ON people_shift USING btree (station_id);

CREATE INDEX people_sign_in_tally_key_4feb434e_like ON people_sign_in_tally USING btree (key varchar_pattern_ops);

CREATE INDEX people_station_force_department_id_1c3b102c ON people_station_force USING btree (department_id);

CREATE INDEX people_station_force_station_id_9158d690 ON people_station_force USING btree (station_id);

CREATE INDEX people_token_digest_9d1452aa_like ON people_token USING btree (digest varchar_pattern_ops);

CREATE INDEX people_token_user_id_e77b4ce1 ON people_token USING btree (user_id);

CREATE INDEX people_track_point_shift_id_e33c9b3e ON people_track_point USING btree (shift_id);

CREATE INDEX people_track_point_user_id_92a9b252 ON people_track_point USING btree (user_id);

CREATE INDEX people_user_username_7e18cbac_like ON people_user USING btree (username varchar_pattern_ops);

CREATE INDEX people_workstation_area_id_ada890a4 ON people_workstation USING btree (area_id);

CREATE INDEX people_workstation_code_63718383_like ON people_workstation USING btree (code varchar_pattern_ops);

CREATE INDEX registry_shop_building_id_19df1c27 ON registry_shop USING btree (building_id);

CREATE INDEX registry_shop_cells ON registry_shop USING gin (cells);

CREATE INDEX registry_shop_code_fbe58841_like ON registry_shop USING btree (code varchar_pattern_ops);

CREATE INDEX registry_shop_owner_id_ecd49841 ON registry_shop USING btree (owner_id);

CREATE INDEX registry_shop_premise_id_f4e8d4c8 ON registry_shop USING btree (premise_id);

CREATE INDEX registry_tag_batch_id_10eb6293 ON registry_tag USING btree (batch_id);

CREATE INDEX registry_tag_batch_label_id_c0d486c7 ON registry_tag_batch USING btree (label_id);

CREATE INDEX registry_tag_batch_label_id_c0d486c7_like ON registry_tag_batch USING btree (label_id varchar_pattern_ops);

CREATE INDEX registry_tag_batch_post_id_1aeb05d7 ON registry_tag_batch USING btree (post_id);

CREATE INDEX registry_tag_cells ON registry_tag USING gin (cells);

CREATE INDEX registry_tag_kind_code_9703e2af_like ON registry_tag_kind USING btree (code varchar_pattern_ops);

CREATE INDEX registry_tag_label ON registry_tag USING btree (label_id, kind);

CREATE INDEX registry_tag_label_id_5d3f88ba ON registry_tag USING btree (label_id);

CREATE INDEX registry_tag_label_id_5d3f88ba_like ON registry_tag USING btree (label_id varchar_pattern_ops);

CREATE UNIQUE INDEX registry_tag_once ON registry_tag USING btree (label_id, kind, ref) WHERE (ended_at IS NULL);

CREATE INDEX registry_tag_post_id_608036fa ON registry_tag USING btree (post_id);

CREATE INDEX registry_tag_thing ON registry_tag USING btree (kind, ref);

CREATE INDEX registry_word_zh_74f98122_like ON registry_word USING btree (zh varchar_pattern_ops);

CREATE UNIQUE INDEX scenarios_one_waits ON scenarios_version USING btree (scenario_id) WHERE ((state)::text = 'scheduled'::text);

CREATE INDEX scenarios_replay_asked_by_id_10ee3de7 ON scenarios_replay USING btree (asked_by_id);

CREATE INDEX scenarios_replay_asked_post_id_d3932a83 ON scenarios_replay USING btree (asked_post_id);

CREATE INDEX scenarios_replay_list ON scenarios_replay USING btree (scenario_id, asked_at DESC);

CREATE INDEX scenarios_replay_scenario_id_47e4297b ON scenarios_replay USING btree (scenario_id);

CREATE INDEX scenarios_replay_scenario_id_47e4297b_like ON scenarios_replay USING btree (scenario_id varchar_pattern_ops);

CREATE INDEX scenarios_replay_waiting ON scenarios_replay USING btree (asked_at) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying])::text[]));

CREATE INDEX scenarios_scenario_id_b110080d_like ON scenarios_scenario USING btree (id varchar_pattern_ops);

CREATE INDEX scenarios_version_author_id_cf1c9c51 ON scenarios_version USING btree (author_id);

CREATE INDEX scenarios_version_author_post_id_927f5997 ON scenarios_version USING btree (author_post_id);

CREATE INDEX scenarios_version_due ON scenarios_version USING btree (switch_at) WHERE ((state)::text = 'scheduled'::text);

CREATE INDEX scenarios_version_scenario_id_e8892123 ON scenarios_version USING btree (scenario_id);

CREATE INDEX scenarios_version_scenario_id_e8892123_like ON scenarios_version USING btree (scenario_id varchar_pattern_ops);

CREATE INDEX scenarios_version_trial_id_7fcfbfe9 ON scenarios_version USING btree (trial_id);

CREATE INDEX sensing_ailment_device_id_1cab5b67 ON sensing_ailment USING btree (device_id);

CREATE UNIQUE INDEX sensing_ailment_one ON sensing_ailment USING btree (device_id, reason) WHERE (ended_at IS NULL);

CREATE INDEX sensing_alert_group_acknowledged_by_id_e99ccdb7 ON sensing_alert_group USING btree (acknowledged_by_id);

CREATE INDEX sensing_archive_part_day_id_0cc3a847 ON sensing_archive_part USING btree (day_id);

CREATE INDEX sensing_called_group_id_3114c1ac ON sensing_called USING btree (group_id);

CREATE INDEX sensing_called_post ON sensing_called USING btree (post_id, channel, until DESC);

CREATE INDEX sensing_called_post_id_275b5813 ON sensing_called USING btree (post_id);

CREATE INDEX sensing_credential_device_id_5ab8d87e ON sensing_credential USING btree (device_id);

CREATE INDEX sensing_credential_digest_6019b5c6_like ON sensing_credential USING btree (digest varchar_pattern_ops);

CREATE INDEX sensing_device_building_id_9eefd04a ON sensing_device USING btree (building_id);

CREATE INDEX sensing_device_cells ON sensing_device USING gin (cells);

CREATE INDEX sensing_device_code_e7a7d947_like ON sensing_device USING btree (code varchar_pattern_ops);

CREATE INDEX sensing_device_hub_id_ff430cf1 ON sensing_device USING btree (hub_id);

CREATE INDEX sensing_device_placed_by_id_8394adbc ON sensing_device USING btree (placed_by_id);

CREATE INDEX sensing_device_shop_id_0301625a ON sensing_device USING btree (shop_id);

CREATE INDEX sensing_device_trial ON sensing_device USING btree (placed_at) WHERE trial;

CREATE INDEX sensing_device_weight_changed_by_id_4dbed26c ON sensing_device_weight USING btree (changed_by_id);

CREATE INDEX sensing_device_weight_device_id_2a129772 ON sensing_device_weight USING btree (device_id);

CREATE INDEX sensing_examination_at ON sensing_examination USING btree (at);

CREATE INDEX sensing_group_cells ON sensing_alert_group USING gin (cells);

CREATE INDEX sensing_group_digest ON sensing_alert_group USING btree (digest_at) WHERE (digest_at IS NOT NULL);

CREATE INDEX sensing_group_next ON sensing_alert_group USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX sensing_group_open ON sensing_alert_group USING btree (scenario, last_at DESC);

CREATE INDEX sensing_held_group ON sensing_held USING btree (group_id, at);

CREATE INDEX sensing_held_group_id_7ee27a59 ON sensing_held USING btree (group_id);

CREATE INDEX sensing_held_ref ON sensing_held USING btree (ref);

CREATE INDEX sensing_held_warning ON sensing_held USING btree (warning_id, at);

CREATE INDEX sensing_held_warning_id_454a33f8 ON sensing_held USING btree (warning_id);

CREATE INDEX sensing_inhibition_author_id_04a8fcd0 ON sensing_inhibition USING btree (author_id);

CREATE UNIQUE INDEX sensing_inhibition_code ON sensing_inhibition USING btree (code) WHERE (ended_at IS NULL);

CREATE INDEX sensing_inhibition_ended_by_id_3acddbe1 ON sensing_inhibition USING btree (ended_by_id);

CREATE INDEX sensing_lane_lease_worker ON sensing_lane_lease USING btree (worker);

CREATE INDEX sensing_lane_worker_name_d4bfaa7f_like ON sensing_lane_worker USING btree (name varchar_pattern_ops);

CREATE UNIQUE INDEX sensing_name_any ON sensing_source_name USING btree (name) WHERE (via_id IS NULL);

CREATE UNIQUE INDEX sensing_name_via ON sensing_source_name USING btree (via_id, name) WHERE (via_id IS NOT NULL);

CREATE INDEX sensing_permit_cells ON sensing_permit USING gin (cells);

CREATE INDEX sensing_permit_place ON sensing_permit USING btree (place) WHERE (revoked_at IS NULL);

CREATE INDEX sensing_place_name_building_id_fbceb092 ON sensing_place_name USING btree (building_id);

CREATE INDEX sensing_place_name_shop_id_48741841 ON sensing_place_name USING btree (shop_id);

CREATE INDEX sensing_place_name_text_4d6201e7_like ON sensing_place_name USING btree (text varchar_pattern_ops);

CREATE INDEX sensing_public_alert_cells ON sensing_public_alert USING gin (cells);

CREATE INDEX sensing_public_alert_list ON sensing_public_alert USING btree (sent DESC, id DESC);

CREATE INDEX sensing_public_alert_warning ON sensing_public_alert USING btree (warning_id);

CREATE INDEX sensing_public_alert_warning_id_8bd899b6 ON sensing_public_alert USING btree (warning_id);

CREATE INDEX sensing_quarantined_cells ON sensing_quarantined USING gin (cells);

CREATE INDEX sensing_quarantined_group ON sensing_quarantined USING btree ("group") WHERE ((state)::text = 'open'::text);

CREATE INDEX sensing_quarantined_list ON sensing_quarantined USING btree (state, last_at DESC, id DESC);

CREATE UNIQUE INDEX sensing_quarantined_open ON sensing_quarantined USING btree (key) WHERE ((state)::text = 'open'::text);

CREATE INDEX sensing_reading_at ON ONLY sensing_reading USING brin (at) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX sensing_reading_thin_at ON sensing_reading_thin USING brin (at);

CREATE INDEX sensing_rule_scenario_540e8eee_like ON sensing_rule USING btree (scenario varchar_pattern_ops);

CREATE INDEX sensing_silence_area_id_d122674e ON sensing_silence USING btree (area_id);

CREATE INDEX sensing_silence_author_id_5be4ef3a ON sensing_silence USING btree (author_id);

CREATE INDEX sensing_silence_building_id_3f7f9c2d ON sensing_silence USING btree (building_id);

CREATE INDEX sensing_silence_cells ON sensing_silence USING gin (cells);

CREATE INDEX sensing_silence_device_id_40694700 ON sensing_silence USING btree (device_id);

CREATE INDEX sensing_silence_end ON sensing_silence USING btree ("end") WHERE (ended_at IS NULL);

CREATE INDEX sensing_silence_ended_by_id_4e7a1200 ON sensing_silence USING btree (ended_by_id);

CREATE INDEX sensing_snapshot_newest ON sensing_snapshot USING btree (lane, "position" DESC);

CREATE INDEX sensing_source_name_device_id_d9847f5e ON sensing_source_name USING btree (device_id);

CREATE INDEX sensing_source_name_via_id_12d72efb ON sensing_source_name USING btree (via_id);

CREATE INDEX sensing_step_order ON sensing_step USING btree (lane, "position", id);

CREATE INDEX sensing_tracked_device_id_b44b707f ON sensing_tracked USING btree (device_id);

CREATE INDEX sensing_tracked_open ON sensing_tracked USING btree (device_id) WHERE (until IS NULL);

CREATE INDEX sensing_warning_acknowledged_by_id_1c596659 ON sensing_warning USING btree (acknowledged_by_id);

CREATE INDEX sensing_warning_building ON sensing_warning USING btree (building_id) WHERE ((state)::text = ANY ((ARRAY['open'::character varying, 'confirmed'::character varying])::text[]));

CREATE INDEX sensing_warning_building_id_87c41aac ON sensing_warning USING btree (building_id);

CREATE INDEX sensing_warning_case ON sensing_warning USING btree (case_id);

CREATE INDEX sensing_warning_cells ON sensing_warning USING gin (cells);

CREATE INDEX sensing_warning_confirmed_by_id_32cd7705 ON sensing_warning USING btree (confirmed_by_id);

CREATE INDEX sensing_warning_device ON sensing_warning USING btree (device_id, opened_at DESC);

CREATE INDEX sensing_warning_device_id_6fba037b ON sensing_warning USING btree (device_id);

CREATE INDEX sensing_warning_group ON sensing_warning USING btree (group_id);

CREATE INDEX sensing_warning_group_id_a4226655 ON sensing_warning USING btree (group_id);

CREATE INDEX sensing_warning_judged_by_id_40e65343 ON sensing_warning USING btree (judged_by_id);

CREATE INDEX sensing_warning_list ON sensing_warning USING btree (queue, opened_at DESC, id DESC);

CREATE INDEX sensing_warning_notice ON sensing_warning USING btree (notice_due) WHERE (notice_due IS NOT NULL);

CREATE UNIQUE INDEX sensing_warning_one_problem ON sensing_warning USING btree (scenario, subject) WHERE ((state)::text = ANY ((ARRAY['open'::character varying, 'confirmed'::character varying])::text[]));

CREATE INDEX sensing_warning_shop_id_f2b69019 ON sensing_warning USING btree (shop_id);

CREATE INDEX sharing_request_key ON sharing_request USING btree (key_id, requested_at DESC);

CREATE INDEX sharing_request_key_id_59e4db60 ON sharing_request USING btree (key_id);

CREATE INDEX sharing_request_newest ON sharing_request USING btree (requested_at DESC, id DESC);

CREATE INDEX sharing_request_service ON sharing_request USING btree (service_id, requested_at DESC);

CREATE INDEX sharing_request_service_id_0124dbf8 ON sharing_request USING btree (service_id);

CREATE INDEX sharing_service_code_ee342858_like ON sharing_service USING btree (code varchar_pattern_ops);

CREATE INDEX sharing_service_matter_id_2e8d4dfe ON sharing_service USING btree (matter_id);

CREATE INDEX sharing_update_at ON sharing_update USING btree (at, id);

CREATE UNIQUE INDEX sharing_update_remote_once ON sharing_update USING btree (request_id, remote_id) WHERE (NOT ((remote_id)::text = ''::text));

CREATE INDEX sharing_update_request_id_66a3595d ON sharing_update USING btree (request_id);

CREATE INDEX territory_address_building_id_3822e9e9 ON territory_address USING btree (building_id);

CREATE INDEX territory_address_cells ON territory_address USING gin (cells);

CREATE INDEX territory_address_road_id_75ec80ee ON territory_address USING btree (road_id);

CREATE INDEX territory_address_text_0472638d_like ON territory_address USING btree (text varchar_pattern_ops);

CREATE INDEX territory_area_layer_id_21d12b5e ON territory_area USING btree (layer_id);

CREATE INDEX territory_area_parent_id_215022a1 ON territory_area USING btree (parent_id);

CREATE INDEX territory_area_path ON territory_area USING gin (path);

CREATE INDEX territory_building_cells ON territory_building USING gin (cells);

CREATE INDEX territory_building_code_5085b208_like ON territory_building USING btree (code varchar_pattern_ops);

CREATE INDEX territory_grid_plan_layer_id_68bd29a3 ON territory_grid_plan USING btree (layer_id);

CREATE INDEX territory_layer_code_3f054f7d_like ON territory_layer USING btree (code varchar_pattern_ops);

CREATE INDEX territory_premise_address_id_e565c0cd ON territory_premise USING btree (address_id);

CREATE INDEX territory_premise_building_id_aa4490e0 ON territory_premise USING btree (building_id);

CREATE INDEX territory_premise_cells ON territory_premise USING gin (cells);

CREATE INDEX territory_premise_code_e14a7908_like ON territory_premise USING btree (code varchar_pattern_ops);

CREATE INDEX territory_road_name_zh_6d0658d3_like ON territory_road USING btree (name_zh varchar_pattern_ops);

CREATE TRIGGER kernel_calendar_version_append_only BEFORE DELETE OR UPDATE ON kernel_calendar_version FOR EACH ROW EXECUTE FUNCTION weige_refuse_change();

CREATE TRIGGER kernel_event_append_only BEFORE DELETE OR UPDATE ON kernel_event FOR EACH ROW EXECUTE FUNCTION weige_refuse_change();

CREATE TRIGGER kernel_event_wake AFTER INSERT ON kernel_event FOR EACH STATEMENT EXECUTE FUNCTION weige_wake_readers();

CREATE TRIGGER kernel_seal_append_only BEFORE DELETE OR UPDATE ON kernel_seal FOR EACH ROW EXECUTE FUNCTION weige_refuse_change();

CREATE TRIGGER sensing_calendar_changed AFTER INSERT ON kernel_calendar_version FOR EACH ROW EXECUTE FUNCTION sensing_calendar_told();

CREATE TRIGGER sensing_calendar_step BEFORE INSERT ON kernel_calendar_version FOR EACH STATEMENT EXECUTE FUNCTION sensing_step_begins();

CREATE TRIGGER sensing_device_changed AFTER UPDATE OF code, kind, zones, limits, shop_id, building_id, events_only, in_service, expected_seconds, trial, doubted, tags ON sensing_device FOR EACH ROW WHEN ((((((((((((((old.code)::text IS DISTINCT FROM (new.code)::text) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text)) OR (old.zones IS DISTINCT FROM new.zones)) OR (old.limits IS DISTINCT FROM new.limits)) OR (old.shop_id IS DISTINCT FROM new.shop_id)) OR (old.building_id IS DISTINCT FROM new.building_id)) OR (old.events_only IS DISTINCT FROM new.events_only)) OR (old.in_service IS DISTINCT FROM new.in_service)) OR (old.expected_seconds IS DISTINCT FROM new.expected_seconds)) OR (old.trial IS DISTINCT FROM new.trial)) OR (old.doubted IS DISTINCT FROM new.doubted)) OR (old.tags IS DISTINCT FROM new.tags))) EXECUTE FUNCTION sensing_device_told();

CREATE TRIGGER sensing_device_made AFTER INSERT OR DELETE ON sensing_device FOR EACH ROW EXECUTE FUNCTION sensing_device_told();

CREATE TRIGGER sensing_device_step BEFORE INSERT OR DELETE OR UPDATE OF code, kind, zones, limits, shop_id, building_id, events_only, in_service, expected_seconds, trial, doubted, tags ON sensing_device FOR EACH STATEMENT EXECUTE FUNCTION sensing_step_begins();

CREATE TRIGGER sensing_permit_changed AFTER INSERT OR DELETE OR UPDATE ON sensing_permit FOR EACH ROW EXECUTE FUNCTION sensing_permit_told();

CREATE TRIGGER sensing_permit_step BEFORE INSERT OR DELETE OR UPDATE ON sensing_permit FOR EACH STATEMENT EXECUTE FUNCTION sensing_step_begins();

CREATE TRIGGER sensing_public_alert_keep BEFORE DELETE OR UPDATE ON sensing_public_alert FOR EACH ROW EXECUTE FUNCTION sensing_public_alert_keep();

CREATE TRIGGER sensing_reading_append_only BEFORE DELETE OR UPDATE ON sensing_reading FOR EACH ROW EXECUTE FUNCTION weige_refuse_change();

CREATE TRIGGER sensing_rule_changed AFTER INSERT OR DELETE OR UPDATE ON sensing_rule FOR EACH ROW EXECUTE FUNCTION sensing_rule_told();

CREATE TRIGGER sensing_rule_step BEFORE INSERT OR DELETE OR UPDATE ON sensing_rule FOR EACH STATEMENT EXECUTE FUNCTION sensing_step_begins();

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_appellant_id_f32f7674_fk_people_user_id FOREIGN KEY (appellant_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_appellant_post_id_7809001f_fk_people_post_id FOREIGN KEY (appellant_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_building_id_1c5dd61b_fk_territory_building_id FOREIGN KEY (building_id) REFERENCES territory_building(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_checker_post_id_c6fe913e_fk_people_post_id FOREIGN KEY (checker_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_checker_user_id_85accc9e_fk_people_user_id FOREIGN KEY (checker_user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_closer_id_bcfcb826_fk_people_user_id FOREIGN KEY (closer_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_closer_post_id_1234ac15_fk_people_post_id FOREIGN KEY (closer_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_condition_id_f93fc510_fk_cases_condition_id FOREIGN KEY (condition_id) REFERENCES cases_condition(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_department_id_c5b7309d_fk_people_department_id FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_filer_post_id_0574f556_fk_people_post_id FOREIGN KEY (filer_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_first_department_id_82294ba4_fk_people_department_id FOREIGN KEY (first_department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_first_post_id_75bd2174_fk_people_post_id FOREIGN KEY (first_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_follows_id_431e3f59_fk_cases_case_id FOREIGN KEY (follows_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_handler_post_id_9237062d_fk_people_post_id FOREIGN KEY (handler_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_handler_user_id_a0604643_fk_people_user_id FOREIGN KEY (handler_user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_matter_id_3c4d0297_fk_cases_matter_id FOREIGN KEY (matter_id) REFERENCES cases_matter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_merged_into_id_1b4320d8_fk_cases_case_id FOREIGN KEY (merged_into_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_parent_id_30365dcb_fk_cases_case_id FOREIGN KEY (parent_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_proposed_department__18dcd992_fk_people_de FOREIGN KEY (proposed_department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_proposed_post_id_45f10564_fk_people_post_id FOREIGN KEY (proposed_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_reporter_id_7d7d0c2b_fk_people_user_id FOREIGN KEY (reporter_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_requester_id_1c34c677_fk_people_user_id FOREIGN KEY (requester_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_requester_post_id_072bb270_fk_people_post_id FOREIGN KEY (requester_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_reviewer_id_52f0897d_fk_people_user_id FOREIGN KEY (reviewer_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_reviewer_post_id_f87b0580_fk_people_post_id FOREIGN KEY (reviewer_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_shop_id_e1fe8d1e_fk_registry_shop_id FOREIGN KEY (shop_id) REFERENCES registry_shop(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_supervisor_post_id_904de42c_fk_people_post_id FOREIGN KEY (supervisor_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_condition
    ADD CONSTRAINT cases_condition_matter_id_c37c3e16_fk_cases_matter_id FOREIGN KEY (matter_id) REFERENCES cases_matter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_evidence
    ADD CONSTRAINT cases_evidence_added_by_id_e4ac32b9_fk_people_user_id FOREIGN KEY (added_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_evidence
    ADD CONSTRAINT cases_evidence_added_by_post_id_95a46abf_fk_people_post_id FOREIGN KEY (added_by_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_evidence
    ADD CONSTRAINT cases_evidence_blob_id_50fc95d6_fk_kernel_blob_sha256 FOREIGN KEY (blob_id) REFERENCES kernel_blob(sha256) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_evidence
    ADD CONSTRAINT cases_evidence_case_id_afc863e7_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_hand_over
    ADD CONSTRAINT cases_hand_over_from_post_id_f47880ce_fk_people_post_id FOREIGN KEY (from_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_hand_over
    ADD CONSTRAINT cases_hand_over_offered_by_id_14646ec6_fk_people_user_id FOREIGN KEY (offered_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_hand_over
    ADD CONSTRAINT cases_hand_over_settled_by_id_7d034e46_fk_people_user_id FOREIGN KEY (settled_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_hand_over
    ADD CONSTRAINT cases_hand_over_to_post_id_52192b74_fk_people_post_id FOREIGN KEY (to_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_hotline_note
    ADD CONSTRAINT cases_hotline_note_order_id_1246f6a3_fk_cases_hotline_order_id FOREIGN KEY (order_id) REFERENCES cases_hotline_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_hotline_note
    ADD CONSTRAINT cases_hotline_note_post_id_6d57b97b_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_hotline_note
    ADD CONSTRAINT cases_hotline_note_user_id_d413851d_fk_people_user_id FOREIGN KEY (user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_hotline_order
    ADD CONSTRAINT cases_hotline_order_case_id_0dd22b67_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_hotline_order
    ADD CONSTRAINT cases_hotline_order_matter_id_6fb5a847_fk_cases_matter_id FOREIGN KEY (matter_id) REFERENCES cases_matter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_hotline_order
    ADD CONSTRAINT cases_hotline_order_sender_id_be9766a3_fk_people_user_id FOREIGN KEY (sender_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_merge
    ADD CONSTRAINT cases_merge_by_post_id_ea6f458b_fk_people_post_id FOREIGN KEY (by_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_merge
    ADD CONSTRAINT cases_merge_case_id_ac0dc87a_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_merge
    ADD CONSTRAINT cases_merge_into_id_fe6235e1_fk_cases_case_id FOREIGN KEY (into_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_rating
    ADD CONSTRAINT cases_rating_case_id_428678e7_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_rating
    ADD CONSTRAINT cases_rating_report_id_b72a150a_fk_cases_report_id FOREIGN KEY (report_id) REFERENCES cases_report(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_recurrence
    ADD CONSTRAINT cases_recurrence_case_id_0e776d00_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_recurrence
    ADD CONSTRAINT cases_recurrence_previous_id_b9d33fe2_fk_cases_case_id FOREIGN KEY (previous_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_report
    ADD CONSTRAINT cases_report_case_id_c8f0bfd9_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_report
    ADD CONSTRAINT cases_report_post_id_47605aef_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_report
    ADD CONSTRAINT cases_report_user_id_6dee0292_fk_people_user_id FOREIGN KEY (user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_route_book
    ADD CONSTRAINT cases_route_book_author_id_b88e4235_fk_people_user_id FOREIGN KEY (author_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_route_book
    ADD CONSTRAINT cases_route_book_switched_by_id_ec7598da_fk_people_user_id FOREIGN KEY (switched_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_route_rule
    ADD CONSTRAINT cases_route_rule_book_id_c0d0c8e3_fk_cases_route_book_id FOREIGN KEY (book_id) REFERENCES cases_route_book(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_route_trace
    ADD CONSTRAINT cases_route_trace_case_id_2f0d9078_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_route_trace
    ADD CONSTRAINT cases_route_trace_department_id_5999057b_fk_people_de FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_route_trace
    ADD CONSTRAINT cases_route_trace_post_id_5286764b_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_saved_filter
    ADD CONSTRAINT cases_saved_filter_shared_post_id_6735a08f_fk_people_post_id FOREIGN KEY (shared_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY cases_saved_filter
    ADD CONSTRAINT cases_saved_filter_user_id_cdee3479_fk_people_user_id FOREIGN KEY (user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_answer
    ADD CONSTRAINT enforcement_answer_decided_by_id_3c1da296_fk_people_user_id FOREIGN KEY (decided_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_answer
    ADD CONSTRAINT enforcement_answer_paper_id_4b8a9009_fk_enforcement_paper_id FOREIGN KEY (paper_id) REFERENCES enforcement_paper(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_attachment
    ADD CONSTRAINT enforcement_attachment_blob_id_392c0755_fk_kernel_blob_sha256 FOREIGN KEY (blob_id) REFERENCES kernel_blob(sha256) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_band
    ADD CONSTRAINT enforcement_band_power_id_a57b70c2_fk_enforcement_power_id FOREIGN KEY (power_id) REFERENCES enforcement_power(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_consent
    ADD CONSTRAINT enforcement_consent_proof_id_fda63e24_fk_kernel_blob_sha256 FOREIGN KEY (proof_id) REFERENCES kernel_blob(sha256) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_consent
    ADD CONSTRAINT enforcement_consent_recorded_by_id_95fc1648_fk_people_user_id FOREIGN KEY (recorded_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_defence
    ADD CONSTRAINT enforcement_defence_answered_by_id_5b75f676_fk_people_user_id FOREIGN KEY (answered_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_defence
    ADD CONSTRAINT enforcement_defence_file_id_301d9402_fk_enforcement_offsite_id FOREIGN KEY (file_id) REFERENCES enforcement_offsite(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_defence
    ADD CONSTRAINT enforcement_defence_received_by_id_98914b76_fk_people_user_id FOREIGN KEY (received_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_hearing
    ADD CONSTRAINT enforcement_hearing_file_id_7e51daee_fk_enforcement_offsite_id FOREIGN KEY (file_id) REFERENCES enforcement_offsite(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_legal
    ADD CONSTRAINT enforcement_legal_changed_by_id_33db69fe_fk_people_user_id FOREIGN KEY (changed_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_legal
    ADD CONSTRAINT enforcement_legal_confirmed_by_id_b8d84dad_fk_people_user_id FOREIGN KEY (confirmed_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite_evidence
    ADD CONSTRAINT enforcement_offsite__blob_id_9b926156_fk_kernel_bl FOREIGN KEY (blob_id) REFERENCES kernel_blob(sha256) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite_evidence
    ADD CONSTRAINT enforcement_offsite__file_id_4e0f6ef8_fk_enforceme FOREIGN KEY (file_id) REFERENCES enforcement_offsite(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite
    ADD CONSTRAINT enforcement_offsite_case_id_0cf5d675_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite
    ADD CONSTRAINT enforcement_offsite_decided_by_id_5a6997ca_fk_people_user_id FOREIGN KEY (decided_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite
    ADD CONSTRAINT enforcement_offsite_decision_id_ee711298_fk_enforceme FOREIGN KEY (decision_id) REFERENCES enforcement_paper(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite
    ADD CONSTRAINT enforcement_offsite_department_id_17e049ad_fk_people_de FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite
    ADD CONSTRAINT enforcement_offsite_maker_id_8d34991b_fk_people_user_id FOREIGN KEY (maker_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite
    ADD CONSTRAINT enforcement_offsite_maker_post_id_d2bfb2a0_fk_people_post_id FOREIGN KEY (maker_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite
    ADD CONSTRAINT enforcement_offsite_notice_id_49276364_fk_enforcement_paper_id FOREIGN KEY (notice_id) REFERENCES enforcement_paper(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite
    ADD CONSTRAINT enforcement_offsite_power_id_4a040905_fk_enforcement_power_id FOREIGN KEY (power_id) REFERENCES enforcement_power(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite
    ADD CONSTRAINT enforcement_offsite_reviewer1_id_f715adc9_fk_people_user_id FOREIGN KEY (reviewer1_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_offsite
    ADD CONSTRAINT enforcement_offsite_reviewer2_id_8479c6f9_fk_people_user_id FOREIGN KEY (reviewer2_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_paper
    ADD CONSTRAINT enforcement_paper_case_id_8ed75b6f_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_paper
    ADD CONSTRAINT enforcement_paper_department_id_6b881f1e_fk_people_de FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_paper
    ADD CONSTRAINT enforcement_paper_issued_by_id_b707dbc2_fk_people_user_id FOREIGN KEY (issued_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_paper
    ADD CONSTRAINT enforcement_paper_kind_id_17922452_fk_enforceme FOREIGN KEY (kind_id) REFERENCES enforcement_paper_kind(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_paper
    ADD CONSTRAINT enforcement_paper_maker_id_4cbfe9a9_fk_people_user_id FOREIGN KEY (maker_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_paper
    ADD CONSTRAINT enforcement_paper_maker_post_id_1e026e8f_fk_people_post_id FOREIGN KEY (maker_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_paper
    ADD CONSTRAINT enforcement_paper_power_id_c43ddd7e_fk_enforcement_power_id FOREIGN KEY (power_id) REFERENCES enforcement_power(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_paper
    ADD CONSTRAINT enforcement_paper_reviewer_id_91cc6566_fk_people_user_id FOREIGN KEY (reviewer_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_paper
    ADD CONSTRAINT enforcement_paper_shop_id_6b201b0f_fk_registry_shop_id FOREIGN KEY (shop_id) REFERENCES registry_shop(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_paper_template
    ADD CONSTRAINT enforcement_paper_te_kind_id_ee96459f_fk_enforceme FOREIGN KEY (kind_id) REFERENCES enforcement_paper_kind(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_remedy
    ADD CONSTRAINT enforcement_remedy_case_id_9e32aef0_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_remedy
    ADD CONSTRAINT enforcement_remedy_decision_id_0afbdac7_fk_enforcement_paper_id FOREIGN KEY (decision_id) REFERENCES enforcement_paper(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_remedy
    ADD CONSTRAINT enforcement_remedy_department_id_c6597b23_fk_people_de FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_remedy
    ADD CONSTRAINT enforcement_remedy_maker_id_eda0454a_fk_people_user_id FOREIGN KEY (maker_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_remedy
    ADD CONSTRAINT enforcement_remedy_maker_post_id_545c02ba_fk_people_post_id FOREIGN KEY (maker_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_service
    ADD CONSTRAINT enforcement_service_by_post_id_8cfbd340_fk_people_post_id FOREIGN KEY (by_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_service
    ADD CONSTRAINT enforcement_service_by_user_id_1a2060e3_fk_people_user_id FOREIGN KEY (by_user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_service
    ADD CONSTRAINT enforcement_service_paper_id_76e3b992_fk_enforcement_paper_id FOREIGN KEY (paper_id) REFERENCES enforcement_paper(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_transfer
    ADD CONSTRAINT enforcement_transfer_case_id_102d0de3_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_transfer
    ADD CONSTRAINT enforcement_transfer_department_id_c5901af9_fk_people_de FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_transfer
    ADD CONSTRAINT enforcement_transfer_maker_id_21daa87e_fk_people_user_id FOREIGN KEY (maker_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_transfer
    ADD CONSTRAINT enforcement_transfer_maker_post_id_cbc4f341_fk_people_post_id FOREIGN KEY (maker_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY enforcement_transfer
    ADD CONSTRAINT enforcement_transfer_power_id_7b854b73_fk_enforcement_power_id FOREIGN KEY (power_id) REFERENCES enforcement_power(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_agenda_item
    ADD CONSTRAINT joint_agenda_item_case_id_ec3e43be_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_agenda_item
    ADD CONSTRAINT joint_agenda_item_meeting_id_ebae5fdf_fk_joint_meeting_id FOREIGN KEY (meeting_id) REFERENCES joint_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_attendee
    ADD CONSTRAINT joint_attendee_department_id_eb578298_fk_people_department_id FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_attendee
    ADD CONSTRAINT joint_attendee_meeting_id_a7b92ce1_fk_joint_meeting_id FOREIGN KEY (meeting_id) REFERENCES joint_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_attendee
    ADD CONSTRAINT joint_attendee_partner_id_0ebcb60a_fk_joint_partner_id FOREIGN KEY (partner_id) REFERENCES joint_partner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_attendee
    ADD CONSTRAINT joint_attendee_post_id_18ba79d7_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_baseline
    ADD CONSTRAINT joint_baseline_set_by_id_365265f5_fk_people_post_id FOREIGN KEY (set_by_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_call
    ADD CONSTRAINT joint_call_caller_post_id_35a87f4e_fk_people_post_id FOREIGN KEY (caller_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_call
    ADD CONSTRAINT joint_call_caller_user_id_3a639d66_fk_people_user_id FOREIGN KEY (caller_user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_call
    ADD CONSTRAINT joint_call_case_id_38728022_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_called
    ADD CONSTRAINT joint_called_call_id_cd4b456f_fk_joint_call_id FOREIGN KEY (call_id) REFERENCES joint_call(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_called
    ADD CONSTRAINT joint_called_delegated_from_id_c7d90206_fk_joint_called_id FOREIGN KEY (delegated_from_id) REFERENCES joint_called(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_called
    ADD CONSTRAINT joint_called_department_id_a07cb259_fk_people_department_id FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_called
    ADD CONSTRAINT joint_called_partner_id_a8ac48e1_fk_joint_partner_id FOREIGN KEY (partner_id) REFERENCES joint_partner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_called
    ADD CONSTRAINT joint_called_post_id_4e5e4053_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_decision
    ADD CONSTRAINT joint_decision_decided_by_id_d788cfe4_fk_people_post_id FOREIGN KEY (decided_by_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_decision
    ADD CONSTRAINT joint_decision_item_id_a90a802d_fk_joint_agenda_item_id FOREIGN KEY (item_id) REFERENCES joint_agenda_item(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_decision
    ADD CONSTRAINT joint_decision_meeting_id_12e04c3f_fk_joint_meeting_id FOREIGN KEY (meeting_id) REFERENCES joint_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_emergency
    ADD CONSTRAINT joint_emergency_begun_by_id_6c58ccc0_fk_people_post_id FOREIGN KEY (begun_by_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_emergency_duty
    ADD CONSTRAINT joint_emergency_duty_area_id_7ef7c6bf_fk_territory_area_id FOREIGN KEY (area_id) REFERENCES territory_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_emergency_duty
    ADD CONSTRAINT joint_emergency_duty_done_by_id_c4b1f3b3_fk_people_user_id FOREIGN KEY (done_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_emergency_duty
    ADD CONSTRAINT joint_emergency_duty_done_post_id_8b522291_fk_people_post_id FOREIGN KEY (done_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_emergency_duty
    ADD CONSTRAINT joint_emergency_duty_emergency_id_0b844d17_fk_joint_eme FOREIGN KEY (emergency_id) REFERENCES joint_emergency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_emergency_duty
    ADD CONSTRAINT joint_emergency_duty_post_id_935b990e_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_emergency_duty
    ADD CONSTRAINT joint_emergency_duty_station_id_426488a5_fk_people_wo FOREIGN KEY (station_id) REFERENCES people_workstation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_emergency
    ADD CONSTRAINT joint_emergency_ended_by_id_a52ac57b_fk_people_post_id FOREIGN KEY (ended_by_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_emergency
    ADD CONSTRAINT joint_emergency_street_id_447fd65c_fk_territory_area_id FOREIGN KEY (street_id) REFERENCES territory_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_force
    ADD CONSTRAINT joint_force_area_id_94836db7_fk_territory_area_id FOREIGN KEY (area_id) REFERENCES territory_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_force
    ADD CONSTRAINT joint_force_department_id_d2cef309_fk_people_department_id FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_force
    ADD CONSTRAINT joint_force_partner_id_b33ef155_fk_joint_partner_id FOREIGN KEY (partner_id) REFERENCES joint_partner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_force
    ADD CONSTRAINT joint_force_post_id_7c7c3063_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_meeting
    ADD CONSTRAINT joint_meeting_chair_post_id_f8533920_fk_people_post_id FOREIGN KEY (chair_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_task
    ADD CONSTRAINT joint_task_case_id_dc591480_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_task
    ADD CONSTRAINT joint_task_checked_post_id_a2e304a4_fk_people_post_id FOREIGN KEY (checked_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_task
    ADD CONSTRAINT joint_task_decision_id_07fa78fe_fk_joint_decision_id FOREIGN KEY (decision_id) REFERENCES joint_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_task
    ADD CONSTRAINT joint_task_done_by_id_64a31939_fk_people_user_id FOREIGN KEY (done_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_task
    ADD CONSTRAINT joint_task_giver_post_id_ce75f73d_fk_people_post_id FOREIGN KEY (giver_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_task_unit
    ADD CONSTRAINT joint_task_unit_department_id_805e120a_fk_people_department_id FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_task_unit
    ADD CONSTRAINT joint_task_unit_partner_id_836322a4_fk_joint_partner_id FOREIGN KEY (partner_id) REFERENCES joint_partner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_task_unit
    ADD CONSTRAINT joint_task_unit_post_id_b8a2278f_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY joint_task_unit
    ADD CONSTRAINT joint_task_unit_task_id_41ffdb20_fk_joint_task_id FOREIGN KEY (task_id) REFERENCES joint_task(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY kernel_blob_receipt
    ADD CONSTRAINT kernel_blob_receipt_blob_id_e6114c15_fk_kernel_blob_sha256 FOREIGN KEY (blob_id) REFERENCES kernel_blob(sha256) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY kernel_parked
    ADD CONSTRAINT kernel_parked_event_id_2ce356c6_fk_kernel_event_id FOREIGN KEY (event_id) REFERENCES kernel_event(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY kernel_seal
    ADD CONSTRAINT kernel_seal_event_id_f56cccf8_fk_kernel_event_id FOREIGN KEY (event_id) REFERENCES kernel_event(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY knowledge_black_spot
    ADD CONSTRAINT knowledge_black_spot_opened_by_id_93465415_fk_people_post_id FOREIGN KEY (opened_by_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY knowledge_black_spot
    ADD CONSTRAINT knowledge_black_spot_shop_id_756b943e_fk_registry_shop_id FOREIGN KEY (shop_id) REFERENCES registry_shop(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY knowledge_check
    ADD CONSTRAINT knowledge_check_done_by_id_b5df2757_fk_people_post_id FOREIGN KEY (done_by_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY knowledge_check
    ADD CONSTRAINT knowledge_check_plan_id_03d74d14_fk_knowledge_plan_id FOREIGN KEY (plan_id) REFERENCES knowledge_plan(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY knowledge_measure
    ADD CONSTRAINT knowledge_measure_added_by_id_0a8e6c46_fk_people_post_id FOREIGN KEY (added_by_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY knowledge_measure
    ADD CONSTRAINT knowledge_measure_spot_id_09994e48_fk_knowledge_black_spot_id FOREIGN KEY (spot_id) REFERENCES knowledge_black_spot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY knowledge_plan
    ADD CONSTRAINT knowledge_plan_post_id_2423e0ec_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY knowledge_plan
    ADD CONSTRAINT knowledge_plan_spot_id_15ac2e76_fk_knowledge_black_spot_id FOREIGN KEY (spot_id) REFERENCES knowledge_black_spot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY messaging_notice
    ADD CONSTRAINT messaging_notice_post_id_d9528771_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY messaging_notice
    ADD CONSTRAINT messaging_notice_read_by_id_f023eb4c_fk_people_user_id FOREIGN KEY (read_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY messaging_notice
    ADD CONSTRAINT messaging_notice_user_id_afc1f821_fk_people_user_id FOREIGN KEY (user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY messaging_notice
    ADD CONSTRAINT messaging_notice_wording_id_69ba4f20_fk_messaging_wording_id FOREIGN KEY (wording_id) REFERENCES messaging_wording(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_grant
    ADD CONSTRAINT people_grant_role_id_007344d7_fk_people_role_id FOREIGN KEY (role_id) REFERENCES people_role(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_look
    ADD CONSTRAINT people_look_post_id_75244c2e_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_look
    ADD CONSTRAINT people_look_user_id_8d183eeb_fk_people_user_id FOREIGN KEY (user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_patrol
    ADD CONSTRAINT people_patrol_area_id_80d1db89_fk_territory_area_id FOREIGN KEY (area_id) REFERENCES territory_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_patrol
    ADD CONSTRAINT people_patrol_post_id_4e5106b6_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_patrol
    ADD CONSTRAINT people_patrol_shift_id_8d249d5a_fk_people_shift_id FOREIGN KEY (shift_id) REFERENCES people_shift(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_patrol
    ADD CONSTRAINT people_patrol_user_id_ee92c931_fk_people_user_id FOREIGN KEY (user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_post
    ADD CONSTRAINT people_post_area_id_b9c6a5ab_fk_territory_area_id FOREIGN KEY (area_id) REFERENCES territory_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_post
    ADD CONSTRAINT people_post_department_id_7c990d26_fk_people_department_id FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_post
    ADD CONSTRAINT people_post_role_id_fee8bed3_fk_people_role_id FOREIGN KEY (role_id) REFERENCES people_role(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_post_term
    ADD CONSTRAINT people_post_term_post_id_875e896b_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_post_term
    ADD CONSTRAINT people_post_term_user_id_b387834d_fk_people_user_id FOREIGN KEY (user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_shift
    ADD CONSTRAINT people_shift_area_id_1abe41ef_fk_territory_area_id FOREIGN KEY (area_id) REFERENCES territory_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_shift_pattern
    ADD CONSTRAINT people_shift_pattern_area_id_ef4d4de4_fk_territory_area_id FOREIGN KEY (area_id) REFERENCES territory_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_shift_pattern
    ADD CONSTRAINT people_shift_pattern_post_id_7799022c_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_shift_pattern
    ADD CONSTRAINT people_shift_pattern_station_id_2a25b2f1_fk_people_wo FOREIGN KEY (station_id) REFERENCES people_workstation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_shift
    ADD CONSTRAINT people_shift_post_id_d46307cb_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_shift
    ADD CONSTRAINT people_shift_station_id_d78e5f3c_fk_people_workstation_id FOREIGN KEY (station_id) REFERENCES people_workstation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_station_force
    ADD CONSTRAINT people_station_force_department_id_1c3b102c_fk_people_de FOREIGN KEY (department_id) REFERENCES people_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_station_force
    ADD CONSTRAINT people_station_force_station_id_9158d690_fk_people_wo FOREIGN KEY (station_id) REFERENCES people_workstation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_token
    ADD CONSTRAINT people_token_user_id_e77b4ce1_fk_people_user_id FOREIGN KEY (user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_track_point
    ADD CONSTRAINT people_track_point_shift_id_e33c9b3e_fk_people_shift_id FOREIGN KEY (shift_id) REFERENCES people_shift(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_track_point
    ADD CONSTRAINT people_track_point_user_id_92a9b252_fk_people_user_id FOREIGN KEY (user_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY people_workstation
    ADD CONSTRAINT people_workstation_area_id_ada890a4_fk_territory_area_id FOREIGN KEY (area_id) REFERENCES territory_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY registry_headcount
    ADD CONSTRAINT registry_headcount_building_id_5a8d3bfb_fk_territory FOREIGN KEY (building_id) REFERENCES territory_building(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY registry_shop
    ADD CONSTRAINT registry_shop_building_id_19df1c27_fk_territory_building_id FOREIGN KEY (building_id) REFERENCES territory_building(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY registry_shop
    ADD CONSTRAINT registry_shop_owner_id_ecd49841_fk_people_user_id FOREIGN KEY (owner_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY registry_shop
    ADD CONSTRAINT registry_shop_premise_id_f4e8d4c8_fk_territory_premise_id FOREIGN KEY (premise_id) REFERENCES territory_premise(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY registry_tag
    ADD CONSTRAINT registry_tag_batch_id_10eb6293_fk_registry_tag_batch_id FOREIGN KEY (batch_id) REFERENCES registry_tag_batch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY registry_tag_batch
    ADD CONSTRAINT registry_tag_batch_label_id_c0d486c7_fk_registry_tag_kind_code FOREIGN KEY (label_id) REFERENCES registry_tag_kind(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY registry_tag_batch
    ADD CONSTRAINT registry_tag_batch_post_id_1aeb05d7_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY registry_tag
    ADD CONSTRAINT registry_tag_label_id_5d3f88ba_fk_registry_tag_kind_code FOREIGN KEY (label_id) REFERENCES registry_tag_kind(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY registry_tag
    ADD CONSTRAINT registry_tag_post_id_608036fa_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY scenarios_replay
    ADD CONSTRAINT scenarios_replay_asked_by_id_10ee3de7_fk_people_user_id FOREIGN KEY (asked_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY scenarios_replay
    ADD CONSTRAINT scenarios_replay_asked_post_id_d3932a83_fk_people_post_id FOREIGN KEY (asked_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY scenarios_replay
    ADD CONSTRAINT scenarios_replay_scenario_id_47e4297b_fk_scenarios_scenario_id FOREIGN KEY (scenario_id) REFERENCES scenarios_scenario(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY scenarios_version
    ADD CONSTRAINT scenarios_version_author_id_cf1c9c51_fk_people_user_id FOREIGN KEY (author_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY scenarios_version
    ADD CONSTRAINT scenarios_version_author_post_id_927f5997_fk_people_post_id FOREIGN KEY (author_post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY scenarios_version
    ADD CONSTRAINT scenarios_version_scenario_id_e8892123_fk_scenarios_scenario_id FOREIGN KEY (scenario_id) REFERENCES scenarios_scenario(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY scenarios_version
    ADD CONSTRAINT scenarios_version_trial_id_7fcfbfe9_fk_scenarios_replay_id FOREIGN KEY (trial_id) REFERENCES scenarios_replay(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_ailment
    ADD CONSTRAINT sensing_ailment_device_id_1cab5b67_fk_sensing_device_id FOREIGN KEY (device_id) REFERENCES sensing_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_alert_group
    ADD CONSTRAINT sensing_alert_group_acknowledged_by_id_e99ccdb7_fk_people_us FOREIGN KEY (acknowledged_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_archive_part
    ADD CONSTRAINT sensing_archive_part_day_id_0cc3a847_fk_sensing_day_day FOREIGN KEY (day_id) REFERENCES sensing_day(day) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_called
    ADD CONSTRAINT sensing_called_group_id_3114c1ac_fk_sensing_alert_group_id FOREIGN KEY (group_id) REFERENCES sensing_alert_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_called
    ADD CONSTRAINT sensing_called_post_id_275b5813_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_credential
    ADD CONSTRAINT sensing_credential_device_id_5ab8d87e_fk_sensing_device_id FOREIGN KEY (device_id) REFERENCES sensing_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_device
    ADD CONSTRAINT sensing_device_building_id_9eefd04a_fk_territory_building_id FOREIGN KEY (building_id) REFERENCES territory_building(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_device
    ADD CONSTRAINT sensing_device_hub_id_ff430cf1_fk_sensing_device_id FOREIGN KEY (hub_id) REFERENCES sensing_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_device
    ADD CONSTRAINT sensing_device_placed_by_id_8394adbc_fk_people_user_id FOREIGN KEY (placed_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_device
    ADD CONSTRAINT sensing_device_shop_id_0301625a_fk_registry_shop_id FOREIGN KEY (shop_id) REFERENCES registry_shop(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_device_weight
    ADD CONSTRAINT sensing_device_weight_changed_by_id_4dbed26c_fk_people_user_id FOREIGN KEY (changed_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_device_weight
    ADD CONSTRAINT sensing_device_weight_device_id_2a129772_fk_sensing_device_id FOREIGN KEY (device_id) REFERENCES sensing_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_examination
    ADD CONSTRAINT sensing_examination_device_id_b2da1386_fk_sensing_device_id FOREIGN KEY (device_id) REFERENCES sensing_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_held
    ADD CONSTRAINT sensing_held_group_id_7ee27a59_fk_sensing_alert_group_id FOREIGN KEY (group_id) REFERENCES sensing_alert_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_held
    ADD CONSTRAINT sensing_held_warning_id_454a33f8_fk_sensing_warning_id FOREIGN KEY (warning_id) REFERENCES sensing_warning(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_inhibition
    ADD CONSTRAINT sensing_inhibition_author_id_04a8fcd0_fk_people_user_id FOREIGN KEY (author_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_inhibition
    ADD CONSTRAINT sensing_inhibition_ended_by_id_3acddbe1_fk_people_user_id FOREIGN KEY (ended_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_live_source
    ADD CONSTRAINT sensing_live_source_device_id_07d78863_fk_sensing_device_id FOREIGN KEY (device_id) REFERENCES sensing_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_live_source
    ADD CONSTRAINT sensing_live_source_post_id_ee07add3_fk_people_post_id FOREIGN KEY (post_id) REFERENCES people_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_place_name
    ADD CONSTRAINT sensing_place_name_building_id_fbceb092_fk_territory FOREIGN KEY (building_id) REFERENCES territory_building(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_place_name
    ADD CONSTRAINT sensing_place_name_shop_id_48741841_fk_registry_shop_id FOREIGN KEY (shop_id) REFERENCES registry_shop(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_public_alert
    ADD CONSTRAINT sensing_public_alert_warning_id_8bd899b6_fk_sensing_warning_id FOREIGN KEY (warning_id) REFERENCES sensing_warning(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_silence
    ADD CONSTRAINT sensing_silence_area_id_d122674e_fk_territory_area_id FOREIGN KEY (area_id) REFERENCES territory_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_silence
    ADD CONSTRAINT sensing_silence_author_id_5be4ef3a_fk_people_user_id FOREIGN KEY (author_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_silence
    ADD CONSTRAINT sensing_silence_building_id_3f7f9c2d_fk_territory_building_id FOREIGN KEY (building_id) REFERENCES territory_building(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_silence
    ADD CONSTRAINT sensing_silence_device_id_40694700_fk_sensing_device_id FOREIGN KEY (device_id) REFERENCES sensing_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_silence
    ADD CONSTRAINT sensing_silence_ended_by_id_4e7a1200_fk_people_user_id FOREIGN KEY (ended_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_source_name
    ADD CONSTRAINT sensing_source_name_device_id_d9847f5e_fk_sensing_device_id FOREIGN KEY (device_id) REFERENCES sensing_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_source_name
    ADD CONSTRAINT sensing_source_name_via_id_12d72efb_fk_sensing_device_id FOREIGN KEY (via_id) REFERENCES sensing_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_tracked
    ADD CONSTRAINT sensing_tracked_device_id_b44b707f_fk_sensing_device_id FOREIGN KEY (device_id) REFERENCES sensing_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_warning
    ADD CONSTRAINT sensing_warning_acknowledged_by_id_1c596659_fk_people_user_id FOREIGN KEY (acknowledged_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_warning
    ADD CONSTRAINT sensing_warning_building_id_87c41aac_fk_territory_building_id FOREIGN KEY (building_id) REFERENCES territory_building(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_warning
    ADD CONSTRAINT sensing_warning_confirmed_by_id_32cd7705_fk_people_user_id FOREIGN KEY (confirmed_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_warning
    ADD CONSTRAINT sensing_warning_device_id_6fba037b_fk_sensing_device_id FOREIGN KEY (device_id) REFERENCES sensing_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_warning
    ADD CONSTRAINT sensing_warning_group_id_a4226655_fk_sensing_alert_group_id FOREIGN KEY (group_id) REFERENCES sensing_alert_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_warning
    ADD CONSTRAINT sensing_warning_judged_by_id_40e65343_fk_people_user_id FOREIGN KEY (judged_by_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sensing_warning
    ADD CONSTRAINT sensing_warning_shop_id_f2b69019_fk_registry_shop_id FOREIGN KEY (shop_id) REFERENCES registry_shop(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sharing_request
    ADD CONSTRAINT sharing_request_case_id_2f35fa54_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sharing_request
    ADD CONSTRAINT sharing_request_key_id_59e4db60_fk_people_user_id FOREIGN KEY (key_id) REFERENCES people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sharing_request
    ADD CONSTRAINT sharing_request_service_id_0124dbf8_fk_sharing_service_id FOREIGN KEY (service_id) REFERENCES sharing_service(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sharing_service
    ADD CONSTRAINT sharing_service_matter_id_2e8d4dfe_fk_cases_matter_id FOREIGN KEY (matter_id) REFERENCES cases_matter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sharing_update
    ADD CONSTRAINT sharing_update_request_id_66a3595d_fk_sharing_request_id FOREIGN KEY (request_id) REFERENCES sharing_request(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY territory_address
    ADD CONSTRAINT territory_address_building_id_3822e9e9_fk_territory_building_id FOREIGN KEY (building_id) REFERENCES territory_building(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY territory_address
    ADD CONSTRAINT territory_address_road_id_75ec80ee_fk_territory_road_id FOREIGN KEY (road_id) REFERENCES territory_road(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY territory_area
    ADD CONSTRAINT territory_area_layer_id_21d12b5e_fk_territory_layer_id FOREIGN KEY (layer_id) REFERENCES territory_layer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY territory_area
    ADD CONSTRAINT territory_area_parent_id_215022a1_fk_territory_area_id FOREIGN KEY (parent_id) REFERENCES territory_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY territory_grid_plan
    ADD CONSTRAINT territory_grid_plan_layer_id_68bd29a3_fk_territory_layer_id FOREIGN KEY (layer_id) REFERENCES territory_layer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY territory_premise
    ADD CONSTRAINT territory_premise_address_id_e565c0cd_fk_territory_address_id FOREIGN KEY (address_id) REFERENCES territory_address(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY territory_premise
    ADD CONSTRAINT territory_premise_building_id_aa4490e0_fk_territory_building_id FOREIGN KEY (building_id) REFERENCES territory_building(id) DEFERRABLE INITIALLY DEFERRED;
