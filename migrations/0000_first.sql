CREATE EXTENSION IF NOT EXISTS citext;--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS unaccent;--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gist;--> statement-breakpoint
CREATE SCHEMA "gate";
--> statement-breakpoint
CREATE SCHEMA "gather";
--> statement-breakpoint
CREATE SCHEMA "connect";
--> statement-breakpoint
CREATE SCHEMA "kernel";
--> statement-breakpoint
CREATE TABLE "connect"."agenda_feed" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_read_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "agenda_feed_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "connect"."block" (
	"by_person_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "block_by_person_id_person_id_pk" PRIMARY KEY("by_person_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "connect"."connection" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"low_person_id" uuid NOT NULL,
	"high_person_id" uuid NOT NULL,
	"state" text NOT NULL,
	"asked_by_person_id" uuid NOT NULL,
	"line" text,
	"via" text NOT NULL,
	"gathering_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone,
	CONSTRAINT "connection_pair" UNIQUE("low_person_id","high_person_id"),
	CONSTRAINT "connection_ordered" CHECK ("connect"."connection"."low_person_id" < "connect"."connection"."high_person_id"),
	CONSTRAINT "connection_asker_is_one" CHECK ("connect"."connection"."asked_by_person_id" in ("connect"."connection"."low_person_id", "connect"."connection"."high_person_id")),
	CONSTRAINT "connection_state" CHECK ("connect"."connection"."state" in ('asked', 'accepted', 'declined', 'ended')),
	CONSTRAINT "connection_via" CHECK ("connect"."connection"."via" in ('ask', 'scan', 'meeting', 'introduction'))
);
--> statement-breakpoint
CREATE TABLE "connect"."contact_share" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"from_person_id" uuid NOT NULL,
	"to_person_id" uuid NOT NULL,
	"field" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "contact_share_field" UNIQUE("connection_id","from_person_id","field"),
	CONSTRAINT "contact_share_field_known" CHECK ("connect"."contact_share"."field" in ('email', 'phone', 'links'))
);
--> statement-breakpoint
CREATE TABLE "connect"."private_note" (
	"connection_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"text" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "private_note_connection_id_person_id_pk" PRIMARY KEY("connection_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "connect"."conversation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"connection_id" uuid,
	"last_sequence" bigint DEFAULT 0 NOT NULL,
	"last_message_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conversation_connection_id_unique" UNIQUE("connection_id"),
	CONSTRAINT "conversation_kind" CHECK ("connect"."conversation"."kind" in ('direct')),
	CONSTRAINT "conversation_direct" CHECK ("connect"."conversation"."kind" <> 'direct' or "connect"."conversation"."connection_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "connect"."conversation_member" (
	"conversation_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"last_read_sequence" bigint DEFAULT 0 NOT NULL,
	"muted_at" timestamp with time zone,
	CONSTRAINT "conversation_member_conversation_id_person_id_pk" PRIMARY KEY("conversation_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "connect"."message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"conversation_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"person_id" uuid,
	"client_id" uuid NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "message_sequence" UNIQUE("conversation_id","sequence"),
	CONSTRAINT "message_client" UNIQUE("conversation_id","client_id")
);
--> statement-breakpoint
CREATE TABLE "connect"."promise" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid,
	"meeting_id" uuid,
	"by_person_id" uuid NOT NULL,
	"to_person_id" uuid NOT NULL,
	"text" text NOT NULL,
	"due_on" date NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"kept_at" timestamp with time zone,
	"dropped_at" timestamp with time zone,
	CONSTRAINT "promise_one_end" CHECK ("connect"."promise"."kept_at" is null or "connect"."promise"."dropped_at" is null)
);
--> statement-breakpoint
CREATE TABLE "connect"."availability" (
	"gathering_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"stars_are_busy" boolean DEFAULT true NOT NULL,
	"busy" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "availability_gathering_id_person_id_pk" PRIMARY KEY("gathering_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "connect"."meeting" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"gathering_id" uuid,
	"connection_id" uuid,
	"state" text NOT NULL,
	"mode" text NOT NULL,
	"asked_by_person_id" uuid,
	"line" text NOT NULL,
	"waiting_for_person_id" uuid,
	"any_time" boolean DEFAULT false NOT NULL,
	"expires_at" timestamp with time zone,
	"during" "tstzrange",
	"table_id" uuid,
	"place_name" text,
	"room_url" text,
	"sequence" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone,
	"cancelled_by_person_id" uuid,
	CONSTRAINT "meeting_state" CHECK ("connect"."meeting"."state" in ('requested', 'confirmed', 'declined', 'cancelled', 'expired', 'superseded')),
	CONSTRAINT "meeting_mode" CHECK ("connect"."meeting"."mode" in ('onsite', 'online')),
	CONSTRAINT "meeting_confirmed_has_time" CHECK (("connect"."meeting"."state" = 'confirmed') = ("connect"."meeting"."during" is not null))
);
--> statement-breakpoint
CREATE TABLE "connect"."meeting_person" (
	"meeting_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"during" "tstzrange",
	"here_at" timestamp with time zone,
	"outcome" text,
	"outcome_at" timestamp with time zone,
	CONSTRAINT "meeting_person_meeting_id_person_id_pk" PRIMARY KEY("meeting_id","person_id"),
	CONSTRAINT "meeting_person_outcome" CHECK ("connect"."meeting_person"."outcome" in ('useful', 'follow_up', 'not_useful', 'did_not_meet'))
);
--> statement-breakpoint
CREATE TABLE "connect"."meeting_proposal" (
	"meeting_id" uuid NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"by_person_id" uuid NOT NULL,
	CONSTRAINT "meeting_proposal_meeting_id_starts_at_pk" PRIMARY KEY("meeting_id","starts_at")
);
--> statement-breakpoint
CREATE TABLE "connect"."meeting_setting" (
	"gathering_id" uuid PRIMARY KEY NOT NULL,
	"slot_minutes" integer DEFAULT 20 NOT NULL,
	"gap_minutes" integer DEFAULT 5 NOT NULL,
	"hours" jsonb NOT NULL,
	"pending_limit" integer DEFAULT 5 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "meeting_setting_slot" CHECK ("connect"."meeting_setting"."slot_minutes" between 5 and 240),
	CONSTRAINT "meeting_setting_gap" CHECK ("connect"."meeting_setting"."gap_minutes" between 0 and 60),
	CONSTRAINT "meeting_setting_pending" CHECK ("connect"."meeting_setting"."pending_limit" between 1 and 50)
);
--> statement-breakpoint
CREATE TABLE "connect"."meeting_table" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gathering_id" uuid NOT NULL,
	"name" text NOT NULL,
	"zone" text,
	"seats" integer DEFAULT 4 NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "meeting_table_name" UNIQUE("gathering_id","name")
);
--> statement-breakpoint
CREATE TABLE "connect"."muted_reason" (
	"person_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "muted_reason_person_id_reason_pk" PRIMARY KEY("person_id","reason")
);
--> statement-breakpoint
CREATE TABLE "connect"."preference" (
	"by_person_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"wish" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "preference_by_person_id_person_id_pk" PRIMARY KEY("by_person_id","person_id"),
	CONSTRAINT "preference_wish" CHECK ("connect"."preference"."wish" in ('must_meet', 'meet', 'no_thanks'))
);
--> statement-breakpoint
CREATE TABLE "connect"."role_weight" (
	"gathering_id" uuid PRIMARY KEY NOT NULL,
	"weights" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gate"."account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"locale" text,
	"time_zone" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gate"."account_email" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"email" "citext" NOT NULL,
	"verified_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "account_email_once" UNIQUE("account_id","email")
);
--> statement-breakpoint
CREATE TABLE "gate"."challenge" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"value" text NOT NULL,
	"account_id" uuid,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gate"."oidc_identity" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "oidc_identity_subject" UNIQUE("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "gate"."passkey" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"public_key" "bytea" NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text[] DEFAULT '{}' NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "gate"."sign_in" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"account_id" uuid NOT NULL,
	"method" text NOT NULL,
	"user_agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "sign_in_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "sign_in_method" CHECK ("gate"."sign_in"."method" in ('code', 'passkey', 'link', 'oidc', 'registration', 'demo'))
);
--> statement-breakpoint
CREATE TABLE "gate"."sign_in_code" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" "citext" NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sign_in_code_tries" CHECK ("gate"."sign_in_code"."tries" between 0 and 5)
);
--> statement-breakpoint
CREATE TABLE "gate"."company" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"city" text,
	"about" text,
	"website" text,
	"channel_roles" text[] DEFAULT '{}' NOT NULL,
	"brands_carried" text[] DEFAULT '{}' NOT NULL,
	"brands_wanted" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "company_name" UNIQUE("organisation_id","name_key")
);
--> statement-breakpoint
CREATE TABLE "gate"."history" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"by_person_id" uuid,
	"noun" text NOT NULL,
	"noun_id" uuid NOT NULL,
	"verb" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gate"."invitation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"role" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"person_id" uuid,
	"email" "citext",
	"created_by_person_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"uses_left" integer,
	"accepted_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "invitation_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "invitation_role" CHECK ("gate"."invitation"."role" in ('owner', 'organiser', 'member')),
	CONSTRAINT "invitation_uses" CHECK ("gate"."invitation"."uses_left" >= 0)
);
--> statement-breakpoint
CREATE TABLE "gate"."membership" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"role" text NOT NULL,
	"joined_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "membership_role" CHECK ("gate"."membership"."role" in ('owner', 'organiser', 'member'))
);
--> statement-breakpoint
CREATE TABLE "gate"."personal_link" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"path" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"first_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "personal_link_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "personal_link_purpose" CHECK ("gate"."personal_link"."purpose" in ('ticket', 'invitation', 'speaker', 'owner'))
);
--> statement-breakpoint
CREATE TABLE "gate"."organisation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"about" text,
	"colour" text,
	"logo_file_id" uuid,
	"locale" text NOT NULL,
	"time_zone" text NOT NULL,
	"channel_roles" jsonb NOT NULL,
	"demo_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organisation_slug_unique" UNIQUE("slug"),
	CONSTRAINT "organisation_slug" CHECK ("gate"."organisation"."slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
	CONSTRAINT "organisation_locale" CHECK ("gate"."organisation"."locale" in ('id', 'en')),
	CONSTRAINT "organisation_colour" CHECK ("gate"."organisation"."colour" ~ '^#[0-9a-f]{6}$')
);
--> statement-breakpoint
CREATE TABLE "gate"."person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"account_id" uuid,
	"name" text NOT NULL,
	"call_name" text,
	"title" text,
	"company_id" uuid,
	"city" text,
	"about" text,
	"photo_file_id" uuid,
	"languages" text[] DEFAULT '{}' NOT NULL,
	"offers" text[] DEFAULT '{}' NOT NULL,
	"needs" text[] DEFAULT '{}' NOT NULL,
	"interests" text[] DEFAULT '{}' NOT NULL,
	"links" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"email" "citext",
	"phone" text,
	"email_visibility" text DEFAULT 'nobody' NOT NULL,
	"phone_visibility" text DEFAULT 'nobody' NOT NULL,
	"links_visibility" text DEFAULT 'nobody' NOT NULL,
	"import_key" text,
	"profiling_off_at" timestamp with time zone,
	"paused_at" timestamp with time zone,
	"erased_at" timestamp with time zone,
	"search_text" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "person_account" UNIQUE("organisation_id","account_id"),
	CONSTRAINT "person_import_key" UNIQUE("organisation_id","import_key"),
	CONSTRAINT "person_email_visibility" CHECK ("gate"."person"."email_visibility" in ('nobody', 'connections', 'members')),
	CONSTRAINT "person_phone_visibility" CHECK ("gate"."person"."phone_visibility" in ('nobody', 'connections', 'members')),
	CONSTRAINT "person_links_visibility" CHECK ("gate"."person"."links_visibility" in ('nobody', 'connections', 'members')),
	CONSTRAINT "person_phone" CHECK ("gate"."person"."phone" ~ '^\+[1-9][0-9]{6,14}$')
);
--> statement-breakpoint
CREATE TABLE "gate"."consent" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"text_version" text NOT NULL,
	"locale" text NOT NULL,
	"channel" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawn_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "gather"."check_in" (
	"id" uuid PRIMARY KEY NOT NULL,
	"registration_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"by_person_id" uuid,
	"via" text NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by_person_id" uuid,
	CONSTRAINT "check_in_via" CHECK ("gather"."check_in"."via" in ('scan', 'code', 'name'))
);
--> statement-breakpoint
CREATE TABLE "gather"."gathering" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"summary" text,
	"description" text,
	"mode" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"time_zone" text NOT NULL,
	"place_name" text,
	"place_address" text,
	"city" text,
	"map_url" text,
	"room_url" text,
	"cover_file_id" uuid,
	"audience" text NOT NULL,
	"capacity" integer,
	"approval_required" boolean DEFAULT false NOT NULL,
	"questions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"sequence" integer DEFAULT 0 NOT NULL,
	"published_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	"cancelled_reason" text,
	"created_by_person_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "gathering_slug" UNIQUE("organisation_id","slug"),
	CONSTRAINT "gathering_mode" CHECK ("gather"."gathering"."mode" in ('onsite', 'online', 'hybrid')),
	CONSTRAINT "gathering_audience" CHECK ("gather"."gathering"."audience" in ('public', 'members', 'invitation')),
	CONSTRAINT "gathering_ends_after_start" CHECK ("gather"."gathering"."ends_at" > "gather"."gathering"."starts_at"),
	CONSTRAINT "gathering_capacity" CHECK ("gather"."gathering"."capacity" > 0)
);
--> statement-breakpoint
CREATE TABLE "gather"."host" (
	"gathering_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"duty" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "host_gathering_id_person_id_pk" PRIMARY KEY("gathering_id","person_id"),
	CONSTRAINT "host_duty" CHECK ("gather"."host"."duty" in ('host', 'door'))
);
--> statement-breakpoint
CREATE TABLE "gather"."programme_import" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gathering_id" uuid NOT NULL,
	"format" text NOT NULL,
	"file_name" text NOT NULL,
	"by_person_id" uuid,
	"changes" jsonb NOT NULL,
	"warnings" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gather"."room" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gathering_id" uuid NOT NULL,
	"guid" text NOT NULL,
	"name" text NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"capacity" integer,
	CONSTRAINT "room_guid" UNIQUE("gathering_id","guid")
);
--> statement-breakpoint
CREATE TABLE "gather"."session" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gathering_id" uuid NOT NULL,
	"guid" text NOT NULL,
	"title" text NOT NULL,
	"subtitle" text,
	"abstract" text,
	"description" text,
	"language" text,
	"kind" text,
	"starts_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	"room_id" uuid,
	"track_id" uuid,
	"links" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"is_service" boolean DEFAULT false NOT NULL,
	"removed_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "session_guid" UNIQUE("gathering_id","guid"),
	CONSTRAINT "session_ends_after_start" CHECK ("gather"."session"."ends_at" >= "gather"."session"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "gather"."session_speaker" (
	"session_id" uuid NOT NULL,
	"speaker_id" uuid NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "session_speaker_session_id_speaker_id_pk" PRIMARY KEY("session_id","speaker_id")
);
--> statement-breakpoint
CREATE TABLE "gather"."speaker" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gathering_id" uuid NOT NULL,
	"guid" text NOT NULL,
	"person_id" uuid NOT NULL,
	"biography" text,
	"removed_at" timestamp with time zone,
	CONSTRAINT "speaker_guid" UNIQUE("gathering_id","guid")
);
--> statement-breakpoint
CREATE TABLE "gather"."star" (
	"session_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "star_session_id_person_id_pk" PRIMARY KEY("session_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "gather"."track" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gathering_id" uuid NOT NULL,
	"guid" text NOT NULL,
	"name" text NOT NULL,
	"colour" text,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "track_guid" UNIQUE("gathering_id","guid")
);
--> statement-breakpoint
CREATE TABLE "gather"."registration" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gathering_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"status" text NOT NULL,
	"status_at" timestamp with time zone DEFAULT now() NOT NULL,
	"queue" bigserial NOT NULL,
	"ticket_code" text NOT NULL,
	"answers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"source" text DEFAULT 'self' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "registration_person" UNIQUE("gathering_id","person_id"),
	CONSTRAINT "registration_ticket_code" UNIQUE("gathering_id","ticket_code"),
	CONSTRAINT "registration_status_known" CHECK ("gather"."registration"."status" in ('pending', 'going', 'waitlisted', 'declined', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "kernel"."file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"person_id" uuid,
	"media_type" text NOT NULL,
	"width" integer,
	"height" integer,
	"bytes" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kernel"."mail" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" uuid,
	"person_id" uuid,
	"kind" text NOT NULL,
	"locale" text NOT NULL,
	"to_address" text NOT NULL,
	"to_name" text,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"html" text,
	"attachments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"failure" text,
	CONSTRAINT "mail_locale" CHECK ("kernel"."mail"."locale" in ('id', 'en'))
);
--> statement-breakpoint
CREATE TABLE "kernel"."rate_limit" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "kernel"."secret" (
	"name" text PRIMARY KEY NOT NULL,
	"value" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connect"."agenda_feed" ADD CONSTRAINT "agenda_feed_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."block" ADD CONSTRAINT "block_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."block" ADD CONSTRAINT "block_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."connection" ADD CONSTRAINT "connection_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "gate"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."connection" ADD CONSTRAINT "connection_low_person_id_person_id_fk" FOREIGN KEY ("low_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."connection" ADD CONSTRAINT "connection_high_person_id_person_id_fk" FOREIGN KEY ("high_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."connection" ADD CONSTRAINT "connection_asked_by_person_id_person_id_fk" FOREIGN KEY ("asked_by_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."connection" ADD CONSTRAINT "connection_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."contact_share" ADD CONSTRAINT "contact_share_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "connect"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."contact_share" ADD CONSTRAINT "contact_share_from_person_id_person_id_fk" FOREIGN KEY ("from_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."contact_share" ADD CONSTRAINT "contact_share_to_person_id_person_id_fk" FOREIGN KEY ("to_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."private_note" ADD CONSTRAINT "private_note_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "connect"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."private_note" ADD CONSTRAINT "private_note_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."conversation" ADD CONSTRAINT "conversation_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "gate"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."conversation" ADD CONSTRAINT "conversation_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "connect"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."conversation_member" ADD CONSTRAINT "conversation_member_conversation_id_conversation_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "connect"."conversation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."conversation_member" ADD CONSTRAINT "conversation_member_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."message" ADD CONSTRAINT "message_conversation_id_conversation_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "connect"."conversation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."message" ADD CONSTRAINT "message_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."promise" ADD CONSTRAINT "promise_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "connect"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."promise" ADD CONSTRAINT "promise_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "connect"."meeting"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."promise" ADD CONSTRAINT "promise_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."promise" ADD CONSTRAINT "promise_to_person_id_person_id_fk" FOREIGN KEY ("to_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."availability" ADD CONSTRAINT "availability_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."availability" ADD CONSTRAINT "availability_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting" ADD CONSTRAINT "meeting_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "gate"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting" ADD CONSTRAINT "meeting_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting" ADD CONSTRAINT "meeting_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "connect"."connection"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting" ADD CONSTRAINT "meeting_asked_by_person_id_person_id_fk" FOREIGN KEY ("asked_by_person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting" ADD CONSTRAINT "meeting_waiting_for_person_id_person_id_fk" FOREIGN KEY ("waiting_for_person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting" ADD CONSTRAINT "meeting_table_id_meeting_table_id_fk" FOREIGN KEY ("table_id") REFERENCES "connect"."meeting_table"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting" ADD CONSTRAINT "meeting_cancelled_by_person_id_person_id_fk" FOREIGN KEY ("cancelled_by_person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_person" ADD CONSTRAINT "meeting_person_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "connect"."meeting"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_person" ADD CONSTRAINT "meeting_person_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_proposal" ADD CONSTRAINT "meeting_proposal_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "connect"."meeting"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_proposal" ADD CONSTRAINT "meeting_proposal_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_setting" ADD CONSTRAINT "meeting_setting_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."meeting_table" ADD CONSTRAINT "meeting_table_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."muted_reason" ADD CONSTRAINT "muted_reason_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."preference" ADD CONSTRAINT "preference_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."preference" ADD CONSTRAINT "preference_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect"."role_weight" ADD CONSTRAINT "role_weight_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."account_email" ADD CONSTRAINT "account_email_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "gate"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."challenge" ADD CONSTRAINT "challenge_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "gate"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."oidc_identity" ADD CONSTRAINT "oidc_identity_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "gate"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."passkey" ADD CONSTRAINT "passkey_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "gate"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."sign_in" ADD CONSTRAINT "sign_in_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "gate"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."company" ADD CONSTRAINT "company_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "gate"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."history" ADD CONSTRAINT "history_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "gate"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."history" ADD CONSTRAINT "history_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."invitation" ADD CONSTRAINT "invitation_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "gate"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."invitation" ADD CONSTRAINT "invitation_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."invitation" ADD CONSTRAINT "invitation_created_by_person_id_person_id_fk" FOREIGN KEY ("created_by_person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."membership" ADD CONSTRAINT "membership_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."membership" ADD CONSTRAINT "membership_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "gate"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."personal_link" ADD CONSTRAINT "personal_link_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."organisation" ADD CONSTRAINT "organisation_logo_file_id_file_id_fk" FOREIGN KEY ("logo_file_id") REFERENCES "kernel"."file"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."person" ADD CONSTRAINT "person_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "gate"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."person" ADD CONSTRAINT "person_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "gate"."account"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."person" ADD CONSTRAINT "person_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "gate"."company"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."person" ADD CONSTRAINT "person_photo_file_id_file_id_fk" FOREIGN KEY ("photo_file_id") REFERENCES "kernel"."file"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate"."consent" ADD CONSTRAINT "consent_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."check_in" ADD CONSTRAINT "check_in_registration_id_registration_id_fk" FOREIGN KEY ("registration_id") REFERENCES "gather"."registration"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."check_in" ADD CONSTRAINT "check_in_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."check_in" ADD CONSTRAINT "check_in_undone_by_person_id_person_id_fk" FOREIGN KEY ("undone_by_person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."gathering" ADD CONSTRAINT "gathering_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "gate"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."gathering" ADD CONSTRAINT "gathering_cover_file_id_file_id_fk" FOREIGN KEY ("cover_file_id") REFERENCES "kernel"."file"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."gathering" ADD CONSTRAINT "gathering_created_by_person_id_person_id_fk" FOREIGN KEY ("created_by_person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."host" ADD CONSTRAINT "host_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."host" ADD CONSTRAINT "host_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."programme_import" ADD CONSTRAINT "programme_import_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."programme_import" ADD CONSTRAINT "programme_import_by_person_id_person_id_fk" FOREIGN KEY ("by_person_id") REFERENCES "gate"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."room" ADD CONSTRAINT "room_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."session" ADD CONSTRAINT "session_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."session" ADD CONSTRAINT "session_room_id_room_id_fk" FOREIGN KEY ("room_id") REFERENCES "gather"."room"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."session" ADD CONSTRAINT "session_track_id_track_id_fk" FOREIGN KEY ("track_id") REFERENCES "gather"."track"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."session_speaker" ADD CONSTRAINT "session_speaker_session_id_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "gather"."session"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."session_speaker" ADD CONSTRAINT "session_speaker_speaker_id_speaker_id_fk" FOREIGN KEY ("speaker_id") REFERENCES "gather"."speaker"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."speaker" ADD CONSTRAINT "speaker_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."speaker" ADD CONSTRAINT "speaker_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."star" ADD CONSTRAINT "star_session_id_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "gather"."session"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."star" ADD CONSTRAINT "star_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."track" ADD CONSTRAINT "track_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."registration" ADD CONSTRAINT "registration_gathering_id_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gather"."gathering"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gather"."registration" ADD CONSTRAINT "registration_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "gate"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agenda_feed_person" ON "connect"."agenda_feed" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "block_person" ON "connect"."block" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "connection_high" ON "connect"."connection" USING btree ("high_person_id");--> statement-breakpoint
CREATE INDEX "connection_asked_by" ON "connect"."connection" USING btree ("asked_by_person_id");--> statement-breakpoint
CREATE INDEX "connection_organisation" ON "connect"."connection" USING btree ("organisation_id","state");--> statement-breakpoint
CREATE INDEX "contact_share_from" ON "connect"."contact_share" USING btree ("from_person_id");--> statement-breakpoint
CREATE INDEX "contact_share_to" ON "connect"."contact_share" USING btree ("to_person_id");--> statement-breakpoint
CREATE INDEX "private_note_person" ON "connect"."private_note" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "conversation_organisation" ON "connect"."conversation" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "conversation_member_person" ON "connect"."conversation_member" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "message_person" ON "connect"."message" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "promise_by" ON "connect"."promise" USING btree ("by_person_id","due_on");--> statement-breakpoint
CREATE INDEX "promise_to" ON "connect"."promise" USING btree ("to_person_id");--> statement-breakpoint
CREATE INDEX "promise_connection" ON "connect"."promise" USING btree ("connection_id");--> statement-breakpoint
CREATE INDEX "availability_person" ON "connect"."availability" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "meeting_gathering" ON "connect"."meeting" USING btree ("gathering_id","state");--> statement-breakpoint
CREATE INDEX "meeting_asked_by" ON "connect"."meeting" USING btree ("asked_by_person_id","state");--> statement-breakpoint
CREATE INDEX "meeting_waiting_for" ON "connect"."meeting" USING btree ("waiting_for_person_id","state");--> statement-breakpoint
CREATE INDEX "meeting_connection" ON "connect"."meeting" USING btree ("connection_id");--> statement-breakpoint
CREATE INDEX "meeting_person_person" ON "connect"."meeting_person" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "meeting_proposal_by" ON "connect"."meeting_proposal" USING btree ("by_person_id");--> statement-breakpoint
CREATE INDEX "preference_person" ON "connect"."preference" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "account_email_verified" ON "gate"."account_email" USING btree ("email") WHERE verified_at is not null;--> statement-breakpoint
CREATE INDEX "account_email_address" ON "gate"."account_email" USING btree ("email");--> statement-breakpoint
CREATE INDEX "oidc_identity_account" ON "gate"."oidc_identity" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "passkey_account" ON "gate"."passkey" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "sign_in_account" ON "gate"."sign_in" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "sign_in_code_email" ON "gate"."sign_in_code" USING btree ("email","created_at");--> statement-breakpoint
CREATE INDEX "company_organisation" ON "gate"."company" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "history_noun" ON "gate"."history" USING btree ("noun_id","created_at");--> statement-breakpoint
CREATE INDEX "history_organisation" ON "gate"."history" USING btree ("organisation_id","created_at");--> statement-breakpoint
CREATE INDEX "history_by_person" ON "gate"."history" USING btree ("by_person_id");--> statement-breakpoint
CREATE INDEX "invitation_organisation" ON "gate"."invitation" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "invitation_person" ON "gate"."invitation" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "membership_organisation" ON "gate"."membership" USING btree ("organisation_id","role");--> statement-breakpoint
CREATE INDEX "personal_link_person" ON "gate"."personal_link" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "person_account_id" ON "gate"."person" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "person_company" ON "gate"."person" USING btree ("company_id");--> statement-breakpoint
CREATE INDEX "person_email" ON "gate"."person" USING btree ("organisation_id","email");--> statement-breakpoint
CREATE INDEX "person_search" ON "gate"."person" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "consent_person" ON "gate"."consent" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "check_in_once" ON "gather"."check_in" USING btree ("registration_id") WHERE undone_at is null;--> statement-breakpoint
CREATE INDEX "check_in_by" ON "gather"."check_in" USING btree ("by_person_id");--> statement-breakpoint
CREATE INDEX "gathering_time" ON "gather"."gathering" USING btree ("organisation_id","starts_at");--> statement-breakpoint
CREATE INDEX "host_person" ON "gather"."host" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "programme_import_gathering" ON "gather"."programme_import" USING btree ("gathering_id","created_at");--> statement-breakpoint
CREATE INDEX "programme_import_by" ON "gather"."programme_import" USING btree ("by_person_id");--> statement-breakpoint
CREATE INDEX "session_time" ON "gather"."session" USING btree ("gathering_id","starts_at");--> statement-breakpoint
CREATE INDEX "session_room" ON "gather"."session" USING btree ("room_id");--> statement-breakpoint
CREATE INDEX "session_track" ON "gather"."session" USING btree ("track_id");--> statement-breakpoint
CREATE INDEX "session_speaker_speaker" ON "gather"."session_speaker" USING btree ("speaker_id");--> statement-breakpoint
CREATE INDEX "speaker_person" ON "gather"."speaker" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "star_person" ON "gather"."star" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "registration_status" ON "gather"."registration" USING btree ("gathering_id","status","queue");--> statement-breakpoint
CREATE INDEX "registration_person_id" ON "gather"."registration" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "mail_organisation" ON "kernel"."mail" USING btree ("organisation_id","created_at");--> statement-breakpoint
CREATE INDEX "mail_person" ON "kernel"."mail" USING btree ("person_id");