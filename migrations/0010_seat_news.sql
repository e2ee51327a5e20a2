ALTER TABLE "gather"."gathering" DROP COLUMN "invitation_secret";--> statement-breakpoint
ALTER TABLE "gather"."registration" DROP COLUMN "told_status";