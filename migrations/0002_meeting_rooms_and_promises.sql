ALTER TABLE "connect"."meeting_setting" ADD COLUMN "room_template" text;--> statement-breakpoint
ALTER TABLE "connect"."promise" ADD CONSTRAINT "promise_meeting" UNIQUE("meeting_id","by_person_id");