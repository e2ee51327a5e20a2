-- Text as a search sees it: no case, no accents. Immutable (it names its dictionary), so that indexes may use it.
CREATE FUNCTION gate.fold(value text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
	AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;
--> statement-breakpoint
CREATE FUNCTION gate.person_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.search_text := gate.fold(concat_ws(' | ',
		NEW.name, NEW.call_name, NEW.title, NEW.city,
		(SELECT concat_ws(' ', c.name, c.city, array_to_string(c.brands_carried, ' ')) FROM gate.company c WHERE c.id = NEW.company_id),
		array_to_string(NEW.offers, ' | '), array_to_string(NEW.needs, ' | '), array_to_string(NEW.interests, ' | ')
	));
	RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER person_search_text BEFORE INSERT OR UPDATE ON gate.person
	FOR EACH ROW EXECUTE FUNCTION gate.person_search_text();
--> statement-breakpoint
CREATE FUNCTION gate.company_changes_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE gate.person SET search_text = '' WHERE company_id = NEW.id;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER company_changes_search_text AFTER UPDATE OF name, city, brands_carried ON gate.company
	FOR EACH ROW EXECUTE FUNCTION gate.company_changes_search_text();
--> statement-breakpoint
-- Nobody and no table is in two meetings at once, whatever the code above believes.
ALTER TABLE connect.meeting_person ADD CONSTRAINT meeting_person_not_twice
	EXCLUDE USING gist (person_id WITH =, during WITH &&) WHERE (during IS NOT NULL);
--> statement-breakpoint
ALTER TABLE connect.meeting ADD CONSTRAINT meeting_table_not_twice
	EXCLUDE USING gist (table_id WITH =, during WITH &&) WHERE (table_id IS NOT NULL AND during IS NOT NULL);
