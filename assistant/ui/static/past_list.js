/* The list of earlier conversations, which is drawn anew at each step. The search field sends its words when it is left or
   Enter is pressed; a name is kept by Enter or its button, and the focus goes where the next key is meant. */
let meant = ''; // the selector of what gets the focus once it is drawn
const rename = (field) => {
  meant = `.zw-past-name[href="#k-open-${field.dataset.key}"]`;
  trigger('select', { link: `call-${field.dataset.key}-${field.value}` });
};
document.addEventListener('change', (event) => {
  if (event.target.matches('.zw-past-search')) trigger('select', { link: 'find-' + event.target.value });
}, true);
document.addEventListener('click', (event) => {
  const at = event.target.closest && event.target.closest('.zw-past li');
  if (!at) return;
  if (event.target.closest('a[href^="#k-name-"]')) meant = '.zw-past-naming';
  const field = at.querySelector('.zw-past-naming');
  if (!field) return;
  if (event.target.closest('.zw-past-keep')) rename(field);
  if (event.target.closest('a[href^="#k-find-"]')) meant = `.zw-past-name[href="#k-open-${field.dataset.key}"]`;
}, true);
document.addEventListener('keydown', (event) => {
  if (!event.target.matches('.zw-past-naming') || event.isComposing) return;
  if (event.key === 'Enter') rename(event.target);
  if (event.key === 'Escape') event.target.closest('li').querySelector('a[href^="#k-find-"]').click();
});
new MutationObserver(() => {
  const found = meant && document.querySelector(meant);
  if (!found) return;
  meant = '';
  found.focus();
  if (found.select) found.select();
}).observe(document.body, { childList: true, subtree: true });
