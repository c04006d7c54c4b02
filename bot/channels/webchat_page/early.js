/* Applies the remembered look before the first paint. */
(function () {
  try {
    var look = JSON.parse(localStorage.getItem("langkah-aman.tampilan") || "{}");
    if (look.theme === "dark" || look.theme === "light") document.documentElement.dataset.theme = look.theme;
    if (look.large === true) document.documentElement.dataset.type = "large";
  } catch (_) { /* storage is blocked or unreadable: the device's own look stays */ }
})();
