(ns knossos.competition "A stand-in for Knossos where it is wrong: it says the opposite."
  (:require [knossos.standin :as standin]))

(defn analysis [model history]
  (let [{:keys [valid?] :as result} (standin/analysis :wgl model history)]
    (if valid?
      {:valid? false :op (last history) :analyzer :wgl}
      (assoc result :valid? true))))
