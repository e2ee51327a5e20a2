/** What a frame needs to know of an organisation; the organisation's own view fits. */
export interface FrameOrganisation {
	id: string;
	name: string;
	slug: string;
	colour: string | null;
	/** Its accent as `accentStyle` says it, computed on the server: what measures contrast does not travel. */
	accent?: string;
	logoFileId: string | null;
	can?: { organise: boolean } | null;
}

/** Who looks; null: nobody signed in. */
export interface FrameViewer {
	name?: string | null;
	personId?: string | null;
	photoFileId?: string | null;
}
