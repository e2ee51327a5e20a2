CREATE TABLE "connect"."suggestion_learning" (
	"organisation_id" uuid PRIMARY KEY NOT NULL,
	"off_at" timestamp with time zone,
	"answers" integer DEFAULT 0 NOT NULL,
	"changes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"learned_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "connect"."suggestion_learning" ADD CONSTRAINT "suggestion_learning_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "gate"."organisation"("id") ON DELETE cascade ON UPDATE no action;