/** Messages of one transaction (I16). */
export const batchSize = 200;
