/** What every list that is read page by page takes and gives. */
import Type from 'typebox';

export const after = Type.Optional(Type.String({ maxLength: 64, description: '`next` of the page before' }));
export const next = Type.Union([Type.String(), Type.Null()], {
  description: 'Give it as `after` for the page that follows',
});
