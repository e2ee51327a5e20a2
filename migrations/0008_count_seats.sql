-- How many are going stands on the gathering itself: a page reads it without counting, whoever sells a seat
-- decides by it under the gathering's lock, and its check makes overselling impossible whatever the code believes.
CREATE FUNCTION gather.count_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		UPDATE gather.gathering g SET going_count = g.going_count + n.count
			FROM (SELECT gathering_id, count(*) AS count FROM new_rows WHERE status = 'going' GROUP BY 1) n
			WHERE g.id = n.gathering_id;
	ELSIF TG_OP = 'DELETE' THEN
		UPDATE gather.gathering g SET going_count = g.going_count - n.count
			FROM (SELECT gathering_id, count(*) AS count FROM old_rows WHERE status = 'going' GROUP BY 1) n
			WHERE g.id = n.gathering_id;
	ELSE
		UPDATE gather.gathering g SET going_count = g.going_count + n.count
			FROM (
				SELECT gathering_id, sum(way) AS count FROM (
					SELECT gathering_id, 1 AS way FROM new_rows WHERE status = 'going'
					UNION ALL
					SELECT gathering_id, -1 FROM old_rows WHERE status = 'going'
				) moved GROUP BY 1
			) n
			WHERE g.id = n.gathering_id AND n.count <> 0;
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER registration_seats_taken AFTER INSERT ON gather.registration
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION gather.count_seats();
--> statement-breakpoint
CREATE TRIGGER registration_seats_moved AFTER UPDATE ON gather.registration
	REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION gather.count_seats();
--> statement-breakpoint
CREATE TRIGGER registration_seats_freed AFTER DELETE ON gather.registration
	REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION gather.count_seats();
