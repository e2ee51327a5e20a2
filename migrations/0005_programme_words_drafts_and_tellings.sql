CREATE TABLE "gather"."programme_draft" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gathering_id" uuid NOT NULL,
	"by_person_id" uuid,
	"file_name" text NOT NULL,
	"programme" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gather"."programme_told" (
	"import_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "programme_told_import_id_person_id_pk" PRIMARY KEY("import_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "gather"."speaker" ADD COLUMN "name" text NOT NULL;--> statement-breakpoint
ALTER TABLE "gather"."speaker" ADD COLUMN "title" text;--> statement-breakpoint
ALTER TABLE "gather"."speaker" ADD COLUMN "links" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "gather"."speaker" ADD COLUMN "invited_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "gather"."programme_draft" ADD CONSTRAINT "programme_draft_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."programme_draft" ADD CONSTRAINT "programme_draft_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."programme_told" ADD CONSTRAINT "programme_told_import_id_programme_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "gather"."programme_import"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."programme_told" ADD CONSTRAINT "programme_told_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "programme_draft_gathering" ON "gather"."programme_draft" USING btree ("gathering_id");--> statement-breakpoint
CREATE INDEX "programme_draft_by" ON "gather"."programme_draft" USING btree ("by_person_id");--> statement-breakpoint
CREATE INDEX "programme_told_person" ON "gather"."programme_told" USING btree ("person_id");