-- Holds names (a person's time, a slot of a gathering) until the transaction ends. Sorted, so that two
-- transactions that hold several never wait for each other in a circle.
CREATE FUNCTION connect.hold(names text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
	FOR name IN SELECT DISTINCT n FROM unnest(names) AS n ORDER BY n LOOP
		PERFORM pg_advisory_xact_lock(hashtextextended(name, 0));
	END LOOP;
END $$;
