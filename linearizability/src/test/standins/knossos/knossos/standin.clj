(ns knossos.standin
  "A small search by Wing and Gong (1993), so that the stand-in has an opinion of its own: Knossos is not to be had here."
  (:require [knossos.model :as model]))

(defn- calls
  "[{:from :to :op}] of a history, where :to is nil for an operation that is never completed."
  [history]
  (loop [[op & more] (sort-by :index history) open {} done []]
    (cond
      (nil? op) (into done (vals open))
      (= :invoke (:type op)) (recur more (assoc open (:process op) {:from (:index op) :op op}) done)
      (= :ok (:type op)) (recur more (dissoc open (:process op))
                                (conj done (assoc (open (:process op)) :to (:index op) :op op))))))

(defn- legal?
  "Whether the calls that completed, and some of the others, have an order."
  [model calls]
  (let [seen (atom #{})]
    (letfn [(from [state left]
              (let [first-end (reduce min Long/MAX_VALUE (keep :to left))]
                (or (not-any? :to left)
                    (and (not (contains? @seen [state left]))
                         (do (swap! seen conj [state left]) true)
                         (some (fn [call]
                                 (let [next (model/step state (:op call))]
                                   (and (not (model/inconsistent? next)) (from next (disj left call)))))
                               (filter #(< (:from %) first-end) left))))))]
      (boolean (from model (set calls))))))

(defn analysis [analyzer model history]
  (let [calls (calls history)]
    (if (legal? model calls)
      {:valid? true :model model :analyzer analyzer}
      ;; The first completion with which the history has no order any more.
      (let [blocked (->> (sort-by :to (filter :to calls))
                         (filter (fn [{:keys [to]}]
                                   (not (legal? model (for [call calls :when (< (:from call) to)]
                                                        (if (and (:to call) (< to (:to call))) (dissoc call :to) call))))))
                         first)]
        {:valid? false :op (:op blocked) :analyzer analyzer}))))
