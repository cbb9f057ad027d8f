/**
 * Key in table `change` of an Email or Thread that was created among many: `log` of its own row is minus the number at which that was, and
 * its row in the log is made when it changes for the first time. Keys of other rows count up from 1.
 *
 * @param key of the object's own row
 */
export const createdLogKey = (type: 'Email' | 'Thread', key: number): number => -(2 * key + (type === 'Thread' ? 1 : 0));
