CREATE TABLE "gate"."people_import" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"by_person_id" uuid,
	"file_name" text NOT NULL,
	"sheet" jsonb,
	"counts" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"applied_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "gather"."gathering" ADD COLUMN "going_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "gather"."gathering" ADD COLUMN "invitation_secret" text;--> statement-breakpoint
ALTER TABLE "gather"."registration" ADD COLUMN "told_status" text;--> statement-breakpoint
ALTER TABLE "gather"."registration" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "gather"."registration" ADD COLUMN "told_sequence" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "gate"."people_import" ADD CONSTRAINT "people_import_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "gate"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."people_import" ADD CONSTRAINT "people_import_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "people_import_organisation" ON "gate"."people_import" USING btree ("organisation_id","created_at");--> statement-breakpoint
CREATE INDEX "people_import_by" ON "gate"."people_import" USING btree ("by_person_id");--> statement-breakpoint
ALTER TABLE "gather"."gathering" ADD CONSTRAINT "gathering_not_oversold" CHECK ("gather"."gathering"."going_count" <= "gather"."gathering"."capacity");