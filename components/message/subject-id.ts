/** Of the open conversation's subject: where reading begins. */
export const subjectId = 'subject';
