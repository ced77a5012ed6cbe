;; A checker as Jepsen has them.
(in-ns 'synod.linearizability)

(defprotocol Checker
  "Jepsen's protocol. Where Jepsen is on the class path, what (checker ...) gives extends jepsen.checker/Checker as well."
  (check [checker test history opts] "A map with :valid?; opts has the :subdirectory for files."))

(defn- present? [resource]
  (some? (.getResource (clojure.lang.RT/baseLoader) resource)))

(defn- folder
  "Where files about this history go: Jepsen's store, or the checker's own :directory; nil when there is neither."
  ^java.io.File [options test opts path]
  (let [subdirectory (remove nil? (flatten [(:subdirectory opts) path]))]
    (cond
      (:directory options) (apply io/file (:directory options) (map str subdirectory))
      (and (:name test) (:start-time test) (present? "jepsen/store.clj"))
      (.getParentFile ^java.io.File ((requiring-resolve 'jepsen.store/path!) test subdirectory "linear.html")))))

(defn- picture ^String [{:keys [label history]} verdict limits]
  (let [explanation (when (instance? Verdict$Violated verdict) (Explainer/explain verdict limits))]
    (HistoryPage/of (Judged. history label verdict explanation
                             "(synod.linearizability/analysis model history)"))))

(defn- draw
  "Writes linear.html for what was violated, beside Jepsen's own files; of a key in independent/KEY."
  [options test opts {:keys [subject verdicts]}]
  (let [wrong (filter #(instance? Verdict$Violated (val %)) verdicts)
        limits (.withTimeMillis Limits/DEFAULT (max 1 (quot (long (:explain-limit options 10000)) (max 1 (count wrong)))))]
    (doseq [[k verdict] wrong]
      (when-let [folder (folder options test opts (when (some? k) ["independent" k]))]
        (.mkdirs folder)
        (spit (io/file folder "linear.html") (picture subject verdict limits))))))

(defn- cut
  "Writing all of them can take hours, so Jepsen keeps ten."
  [result]
  (if (:results result)
    (update result :results update-vals cut)
    (cond-> result
      (:final-paths result) (update :final-paths #(take 10 %))
      (:configs result) (update :configs #(take 10 %)))))

(defn- checked [options test history opts]
  (let [judged (opinions (:model options) history options)]
    (try
      (draw options test opts judged)
      (cut (:result judged))
      ;; Whatever became of the picture, the verdict is there.
      (catch Throwable e
        (assoc (cut (:result judged)) :picture-error (str e))))))

(defrecord LinearizableChecker [options]
  Checker
  (check [_ test history opts] (checked options test history opts)))

(defn- extend-jepsen!
  "Makes the checkers of this namespace Jepsen's, once Jepsen is there."
  []
  (when (present? "jepsen/checker.clj")
    (let [protocol @(requiring-resolve 'jepsen.checker/Checker)]
      (when-not (extends? protocol LinearizableChecker)
        (extend LinearizableChecker protocol
                {:check (fn [checker test history opts] (check checker test history opts))})))))

(defn checker
  "A checker for Jepsen, in the place of (jepsen.checker/linearizable {:model m}). Options: :model, those of analysis, and
  :directory, where pictures go when Jepsen's store does not say it. Its result is that of analysis, with ten
  :final-paths and :configs at most; a violated history leaves linear.html in the test's folder."
  [{:keys [model] :as options}]
  (when (nil? model)
    (throw (IllegalArgumentException. "the linearizable checker needs a :model.")))
  (extend-jepsen!)
  (->LinearizableChecker options))
