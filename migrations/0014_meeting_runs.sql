CREATE TABLE "connect"."meeting_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gathering_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"state" text NOT NULL,
	"started_by_person_id" uuid,
	"seed" integer NOT NULL,
	"most" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"heard_at" timestamp with time zone,
	"stop_asked_at" timestamp with time zone,
	"failure" text,
	"stage" text,
	"people" integer,
	"slots" integer,
	"wished" integer,
	"meetings" integer DEFAULT 0 NOT NULL,
	"already_meeting" integer,
	"with_none" integer,
	"weight" double precision,
	"bound" double precision,
	"input_key" text,
	"published_at" timestamp with time zone,
	"told_at" timestamp with time zone,
	"rolled_back_at" timestamp with time zone,
	CONSTRAINT "meeting_run_number" UNIQUE("gathering_id","number"),
	CONSTRAINT "meeting_run_state" CHECK ("connect"."meeting_run"."state" in ('waiting', 'running', 'done', 'stopped', 'failed')),
	CONSTRAINT "meeting_run_failure" CHECK (("connect"."meeting_run"."state" = 'failed') = ("connect"."meeting_run"."failure" is not null)),
	CONSTRAINT "meeting_run_most" CHECK ("connect"."meeting_run"."most" between 1 and 500),
	CONSTRAINT "meeting_run_published" CHECK ("connect"."meeting_run"."published_at" is null or "connect"."meeting_run"."state" in ('done', 'stopped')),
	CONSTRAINT "meeting_run_rolled_back" CHECK ("connect"."meeting_run"."rolled_back_at" is null or "connect"."meeting_run"."published_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "connect"."meeting_run_closing" (
	"run_id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	CONSTRAINT "meeting_run_closing_run_id_meeting_id_pk" PRIMARY KEY("run_id","meeting_id")
);
--> statement-breakpoint
CREATE TABLE "connect"."meeting_run_meeting" (
	"run_id" uuid NOT NULL,
	"low_person_id" uuid NOT NULL,
	"high_person_id" uuid NOT NULL,
	"during" "tstzrange" NOT NULL,
	"table_id" uuid,
	"table_name" text,
	"weight" double precision NOT NULL,
	"meeting_id" uuid,
	"left_out" text,
	"called_off_at" timestamp with time zone,
	CONSTRAINT "meeting_run_meeting_run_id_low_person_id_high_person_id_pk" PRIMARY KEY("run_id","low_person_id","high_person_id"),
	CONSTRAINT "meeting_run_meeting_ordered" CHECK ("connect"."meeting_run_meeting"."low_person_id" < "connect"."meeting_run_meeting"."high_person_id")
);
--> statement-breakpoint
CREATE TABLE "connect"."meeting_run_refusal" (
	"run_id" uuid NOT NULL,
	"low_person_id" uuid NOT NULL,
	"high_person_id" uuid NOT NULL,
	"code" text NOT NULL,
	"whose" text,
	"amount" integer,
	CONSTRAINT "meeting_run_refusal_run_id_low_person_id_high_person_id_pk" PRIMARY KEY("run_id","low_person_id","high_person_id"),
	CONSTRAINT "meeting_run_refusal_ordered" CHECK ("connect"."meeting_run_refusal"."low_person_id" < "connect"."meeting_run_refusal"."high_person_id"),
	CONSTRAINT "meeting_run_refusal_whose" CHECK ("connect"."meeting_run_refusal"."whose" in ('low', 'high'))
);
--> statement-breakpoint
ALTER TABLE "connect"."meeting" ADD COLUMN "arranged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run" ADD CONSTRAINT "meeting_run_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run" ADD CONSTRAINT "meeting_run_started_by_person_id_person_id_fk" FOREIGN KEY ("started_by_person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run_closing" ADD CONSTRAINT "meeting_run_closing_run_id_meeting_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "connect"."meeting_run"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run_closing" ADD CONSTRAINT "meeting_run_closing_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "connect"."meeting"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run_meeting" ADD CONSTRAINT "meeting_run_meeting_run_id_meeting_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "connect"."meeting_run"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run_meeting" ADD CONSTRAINT "meeting_run_meeting_low_person_id_person_id_fk" FOREIGN KEY ("low_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run_meeting" ADD CONSTRAINT "meeting_run_meeting_high_person_id_person_id_fk" FOREIGN KEY ("high_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run_meeting" ADD CONSTRAINT "meeting_run_meeting_table_id_meeting_table_id_fk" FOREIGN KEY ("table_id") REFERENCES "connect"."meeting_table"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run_meeting" ADD CONSTRAINT "meeting_run_meeting_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "connect"."meeting"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run_refusal" ADD CONSTRAINT "meeting_run_refusal_run_id_meeting_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "connect"."meeting_run"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run_refusal" ADD CONSTRAINT "meeting_run_refusal_low_person_id_person_id_fk" FOREIGN KEY ("low_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_run_refusal" ADD CONSTRAINT "meeting_run_refusal_high_person_id_person_id_fk" FOREIGN KEY ("high_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "meeting_run_one_at_a_time" ON "connect"."meeting_run" USING btree ("gathering_id") WHERE state in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "meeting_run_started_by" ON "connect"."meeting_run" USING btree ("started_by_person_id");--> statement-breakpoint
CREATE INDEX "meeting_run_closing_meeting" ON "connect"."meeting_run_closing" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "meeting_run_meeting_low" ON "connect"."meeting_run_meeting" USING btree ("low_person_id");--> statement-breakpoint
CREATE INDEX "meeting_run_meeting_high" ON "connect"."meeting_run_meeting" USING btree ("high_person_id");--> statement-breakpoint
CREATE INDEX "meeting_run_meeting_meeting" ON "connect"."meeting_run_meeting" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "meeting_run_refusal_low" ON "connect"."meeting_run_refusal" USING btree ("low_person_id");--> statement-breakpoint
CREATE INDEX "meeting_run_refusal_high" ON "connect"."meeting_run_refusal" USING btree ("high_person_id");