DROP INDEX "gate"."sign_in_code_email";--> statement-breakpoint
ALTER TABLE "gate"."challenge" ADD COLUMN "data" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "gate"."personal_link" ADD COLUMN "sent_to" "citext";--> statement-breakpoint
CREATE INDEX "challenge_account" ON "gate"."challenge" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "challenge_expires" ON "gate"."challenge" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sign_in_code_expires" ON "gate"."sign_in_code" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "gate"."challenge" ADD CONSTRAINT "challenge_value" UNIQUE("purpose","value");--> statement-breakpoint
ALTER TABLE "gate"."sign_in_code" ADD CONSTRAINT "sign_in_code_email_unique" UNIQUE("email");