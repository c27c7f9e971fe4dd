/* While the page is still coming, of what lies behind "Start" only the first question is laid out, ready for who presses
   it, so that the first screen is there sooner. All of it shows when the page is whole, or has been slow: whatever happens
   to the script at its end, nothing stays hidden. */
(() => {
  const root = document.documentElement;
  const whole = () => root.classList.remove('coming');
  root.classList.add('coming');
  addEventListener('DOMContentLoaded', whole);
  setTimeout(whole, 3000);
})();
