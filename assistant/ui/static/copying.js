/* A button beside a link or a key that is shown once. Without this script a click on it selects it whole. */
(() => {
  for (const code of document.querySelectorAll('.said code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = '复制';
    button.addEventListener('click', async () => {
      if (navigator.clipboard && isSecureContext) {
        await navigator.clipboard.writeText(code.textContent);
      } else { // at another computer's plain address there is no clipboard
        getSelection().selectAllChildren(code);
        document.execCommand('copy');
      }
      button.textContent = '已复制';
      setTimeout(() => { button.textContent = '复制'; }, 2000);
    });
    code.after(' ', button);
  }
})();
