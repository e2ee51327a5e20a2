CREATE TABLE "gather"."registration_import" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gathering_id" uuid NOT NULL,
	"by_person_id" uuid,
	"file_name" text NOT NULL,
	"sheet" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "gather"."registration_import" ADD CONSTRAINT "registration_import_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."registration_import" ADD CONSTRAINT "registration_import_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "registration_import_gathering" ON "gather"."registration_import" USING btree ("gathering_id");--> statement-breakpoint
CREATE INDEX "registration_import_by" ON "gather"."registration_import" USING btree ("by_person_id");