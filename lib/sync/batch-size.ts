/** Messages of one transaction (I16); of a fill, of its first one. */
export const batchSize = 200;
