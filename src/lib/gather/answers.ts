interface Question {
	id: string;
	kind: 'text' | 'choice' | 'check';
}

/** What a form says to a gathering's questions: its fields are called `answers.<id>`. */
export function readAnswers(questions: Question[], data: FormData): Record<string, string | boolean> {
	return Object.fromEntries(
		questions.map(({ id, kind }) => {
			const value = data.get(`answers.${id}`);
			return [id, kind === 'check' ? value === 'on' : String(value ?? '')];
		})
	);
}
